"""Holds the ledger against everything that was done: the purchases, the stand-in's mails, Temporal's histories."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Engine, select
from sqlmodel import col

from audit.database import read
from audit.queries.deliveries import DeliveryLine, deliveries, unknown_outcomes
from audit.tables.journal import DecisionRow
from channels.sendgrid.payload import ATTEMPT, MESSAGE_ID
from standins.sendgrid.mailbox import Mail
from starter.demo.histories import Histories
from starter.demo.purchases import Purchase
from starter.demo.rows import Bought

Attempt = tuple[str, int]
"""message and attempt"""


def differences(
    database: Engine,
    mails: Iterable[Mail],
    purchases: Sequence[Purchase],
    bought: Sequence[Bought],
    histories: Histories,
) -> Sequence[str]:
    """One sentence per difference; none, if everything agrees."""
    lines = deliveries(database)
    return [
        *_purchases(purchases, bought),
        *_decisions(database, lines),
        *_mails(lines, list(mails)),
        *_histories(lines, histories),
    ]


def _purchases(given: Iterable[Purchase], taken: Iterable[Bought]) -> Iterator[str]:
    """Each row of the data is one trigger of the ledger, at its instant."""
    wanted = {str(one.row): (one.customer_id, one.at, one.quantity, one.amount) for one in given}
    found = Counter(one.row for one in taken)
    for row in wanted.keys() - found.keys():
        yield f"row {row} of the data is not in the ledger"
    for one in taken:
        if found[one.row] > 1:
            yield f"row {one.row} of the data is in the ledger {found[one.row]} times"
        elif wanted.get(one.row) != (one.customer_id, one.at, one.quantity, one.amount):
            yield f"the ledger has row {one.row} as {one!r}, and the data as {wanted.get(one.row)!r}"


def _decisions(database: Engine, lines: Iterable[DeliveryLine]) -> Iterator[str]:
    """Each decision to send has come to an outcome that is known."""
    wanted = select(col(DecisionRow.message_id), col(DecisionRow.attempt)).where(col(DecisionRow.verdict) == "send")
    decided = {(row[0], row[1]) for row in read(database, lambda connection: connection.execute(wanted).all())}
    settled = {(line.message_id, line.attempt) for line in lines}
    for attempt in sorted(decided ^ settled):
        yield f"message {_name(attempt)} was decided or settled, and not both"
    for one in unknown_outcomes(database):
        yield f"nobody knows what became of message {_name((one.message_id, one.attempt))}"


def _mails(lines: Iterable[DeliveryLine], mails: Iterable[Mail]) -> Iterator[str]:
    """Each accepted delivery is one mail, to that customer, under the number that the provider gave."""
    accepted = {(line.message_id, line.attempt): line for line in lines if line.outcome == "accepted"}
    received: dict[Attempt, list[Mail]] = {}
    for mail in mails:
        received.setdefault(_attempt(mail), []).append(mail)
    for attempt in sorted(accepted.keys() | received.keys()):
        line, arrived = accepted.get(attempt), received.get(attempt, [])
        if line is None or len(arrived) != 1:
            stands = "has not accepted" if line is None else "has accepted"
            yield f"the ledger {stands} message {_name(attempt)}, and {len(arrived)} mails of it arrived"
        elif (wrong := _unlike(line, arrived[0])) is not None:
            yield f"message {_name(attempt)}: {wrong}"


def _unlike(line: DeliveryLine, mail: Mail) -> str | None:
    recipients = [address.partition("@")[0] for address in mail.recipients()]
    if recipients != [line.customer_id]:
        return f"went to {recipients!r} instead of {line.customer_id!r}"
    if line.message not in mail.categories:
        return f"is {line.message!r} in the ledger, and the mail says {mail.categories!r}"
    if line.provider_id != mail.message_id:
        return f"is number {line.provider_id!r} in the ledger, and the provider gave {mail.message_id!r}"
    return None


def _histories(lines: Sequence[DeliveryLine], histories: Histories) -> Iterator[str]:
    """Each settled attempt is one activity, and no task failed."""
    yield from histories.failures
    if histories.deliveries != len(lines):
        yield f"{histories.deliveries} deliveries were completed in Temporal, and {len(lines)} are in the ledger"


def _attempt(mail: Mail) -> Attempt:
    return mail.custom_args.get(MESSAGE_ID, ""), int(mail.custom_args.get(ATTEMPT, "0"))


def _name(attempt: Attempt) -> str:
    return f"{attempt[0]!r} (attempt {attempt[1]})"
