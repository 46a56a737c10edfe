"""Compares the ledger with Temporal's list of running workflows, and with what a provider says that it took."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime

from audit.queries.customers import KnownCustomers
from audit.queries.mailed import Mailed, Mailing
from trials.auditing.findings import Finding

_BEGIN = "her next input begins her anew from the ledger, for instance `twostep track`; who terminated it?"


def with_workflows(known: KnownCustomers, running: Collection[str], before: datetime) -> Iterator[Finding]:
    """`running` are customers; whose deadline is before that instant should be among them."""
    there = set(running)
    for customer, deadline in sorted(known.deadlines.items()):
        if customer not in there and deadline is not None and deadline < before:
            what = f"something of hers was due at {deadline.isoformat()}, and no workflow of hers runs"
            yield Finding(kind="not_running", customer_id=customer, what=what, fix=_BEGIN)
    for customer in sorted(there & known.erased):
        yield Finding(
            kind="erased_and_running",
            customer_id=customer,
            what="she was erased, and her workflow runs",
            fix=f"twostep erase {customer}",
        )
    for customer in sorted(there - known.erased - known.others - known.deadlines.keys()):
        yield Finding(
            kind="unknown_workflow",
            customer_id=customer,
            what="her workflow runs, and the ledger has nothing of her",
            fix="is DATABASE_URL the ledger of this Temporal namespace, and was it restored whole?",
        )


def with_provider(ours: Mailed, theirs: Counter[str], before: datetime) -> Iterator[Finding]:
    """`theirs` counts mails by message id; what was settled after `before` may be too new for it."""
    for message_id, one in sorted(ours.mailings.items()):
        if one.customer_id not in ours.erased:
            yield from _of_message(message_id, one, theirs[message_id], before)
    for message_id in sorted(theirs.keys() - ours.mailings.keys() - ours.proofs):
        yield Finding(
            kind="not_in_ledger",
            message_id=message_id,
            what="the provider has a mail that the ledger knows nothing of",
            fix="is DATABASE_URL the ledger of this provider's account, and was it restored whole?",
        )


def _of_message(message_id: str, one: Mailing, there: int, before: datetime) -> Iterator[Finding]:
    accepted, unknown = one.outcomes["accepted"], one.outcomes["unknown"]
    settle = f"twostep settle {message_id} accepted --customer {one.customer_id}"

    def found(kind: str, what: str, fix: str) -> Finding:
        facts = {"kind": kind, "customer_id": one.customer_id, "message_id": message_id}
        return Finding.model_validate({**facts, "what": f"{one.message!r}: {what}", "fix": fix})

    if there < accepted and one.since is not None and one.since < before:
        what = "accepted here, and the provider does not have it"
        yield found("not_at_provider", what, "look at the provider's log; was its record emptied since?")
    if there > accepted + unknown + one.outcomes["open"] and accepted + unknown:
        what = f"the provider has it {there} times, and {accepted + unknown} attempts are on record"
        yield found("twice_at_provider", what, "look at the mails' custom argument twostep_attempt at the provider")
    elif there > accepted and unknown:
        yield found("unknown_but_sent", "nobody knew whether it went out, and the provider has it", settle)
    elif there and not accepted and not unknown and not one.outcomes["open"]:
        what = f"the provider has it, and here it was {', '.join(sorted(one.outcomes))}"
        yield found("refused_but_sent", what, "look at the provider's log: it says what it took")
