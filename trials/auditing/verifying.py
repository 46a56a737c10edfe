"""Verifies the ledger within itself: numbers, decisions and deliveries, reservations, and every verdict."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Engine

from audit.queries import verifying
from audit.queries.verifying import Gap, Loose
from engine.contracts.journal import Decided
from engine.policy.recompute import differences
from trials.auditing.findings import Finding, Kind

Progress = Callable[[int, int], None]
"""Told now and then: how many decisions are judged, of how many."""

_TOLD_EVERY = 500
_RESTORE = "compare with a backup: rows of the ledger are only lost with its file, or by somebody's hand"


def within_ledger(database: Engine, before: datetime) -> Iterator[Finding]:
    """Of what was written before; all but the verdicts."""
    yield from map(_gap, verifying.gaps(database, before))
    yield from (
        _loose("send_without_claim", one, "was decided to be sent, and was never claimed", _RESTORE)
        for one in verifying.sends_without_claim(database, before)
    )
    yield from (
        _loose("claim_without_send", one, "was claimed, and no decision says to send it", _RESTORE)
        for one in verifying.claims_without_send(database, before)
    )
    yield from (
        _loose("lapsed_claim", one, "its lease is over and nobody knows whether it went out", settle_by_hand(one))
        for one in verifying.lapsed_claims(database)
    )
    yield from (
        _loose("open_reservation", one, "its reservation should have lapsed", _wake(one.customer_id))
        for one in verifying.open_reservations(database, before)
    )


def judged_again(database: Engine, progress: Progress | None = None) -> tuple[int, Sequence[Finding]]:
    """How many decisions have their evidence, and those whose verdict does not follow from it."""
    found: list[Finding] = []
    total, done = verifying.count_decisions(database), 0

    def judge(customer_id: str, decided: Decided) -> None:
        nonlocal done
        done += 1
        found.extend(_recomputed(customer_id, decided))
        if progress is not None and done % _TOLD_EVERY == 0:
            progress(done, total)

    verifying.each_decision(database, judge)
    return done, found


def settle_by_hand(one: Loose) -> str:
    """What to type once the provider was asked."""
    return f"look it up at the provider, then: twostep settle {one.message_id} OUTCOME --customer {one.customer_id}"


def _recomputed(customer_id: str, decided: Decided) -> Iterator[Finding]:
    for difference in differences(decided):
        yield Finding(
            kind="not_recomputed",
            customer_id=customer_id,
            message_id=decided.message_id,
            what=f"decision {decided.seq} of {decided.at.isoformat()} about {decided.message!r}: {difference}",
            fix="the row was changed, or another version of the rules wrote it: look at `twostep timeline --why`",
        )


def _gap(one: Gap) -> Finding:
    begins = "the beginning" if one.after is None else f"{one.after}"
    return Finding(
        kind="gap",
        customer_id=one.customer_id,
        what=f"numbers between {begins} and {one.before} of life {one.life!r}: {one.missing} missing",
        fix=_RESTORE,
    )


def _loose(kind: Kind, one: Loose, what: str, fix: str) -> Finding:
    place = f"{one.message!r} of {one.at.isoformat()}, attempt {one.attempt}"
    return Finding(kind=kind, customer_id=one.customer_id, message_id=one.message_id, what=f"{place}: {what}", fix=fix)


def _wake(customer_id: str) -> str:
    return f"her workflow should have said so: is a worker running, and customer-{customer_id} in Temporal?"
