"""What should have moved on and has not: for an operator to look at, each with where to look."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Engine, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from audit.database import database_now, read
from audit.inbox import RETRIED
from audit.queries.deliveries import unknown_outcomes
from audit.tables.directory import CustomerRow
from audit.tables.inbox import InboxRow
from audit.tables.journal import DecisionRow, InputRow
from engine.model import Frozen, Instant

SINCE = timedelta(minutes=10)
"""How long something may be due before it counts as stuck."""
AT_MOST = 1_000
"""of each kind"""

What = Literal["overdue", "inbox", "unknown", "not_taken_back"]


class StuckLine(Frozen):
    """`overdue`: a deadline that nobody acted on; `inbox`: an input that was not signalled; `unknown`: a delivery
    whose outcome nobody knows, its lease lapsed or it was settled so; `not_taken_back`: asking back failed."""

    what: What
    customer_id: str
    subject: str = ""
    """the message's id, or the kind of an input"""
    name: str = ""
    """the message, or the type of a trigger"""
    since: Instant


def stuck(database: Engine, since: timedelta = SINCE, now: datetime | None = None) -> Sequence[StuckLine]:
    """Oldest first within each kind; needs nothing but the database."""

    def lines(connection: Connection) -> list[StuckLine]:
        at = now or database_now(connection)
        found = [*_overdue(connection, at - since), *_kept(connection, at - since)]
        return [*found, *_not_taken_back(connection)]

    unknown = [
        StuckLine(
            what="unknown", customer_id=one.customer_id, subject=one.message_id, name=one.message, since=one.since
        )
        for one in unknown_outcomes(database)[:AT_MOST]
    ]
    return [*read(database, lines), *unknown]


def _overdue(connection: Connection, before: datetime) -> Iterator[StuckLine]:
    due = col(CustomerRow.next_deadline)
    query = select(col(CustomerRow.customer_id), due).where(due < before).order_by(due).limit(AT_MOST)
    for customer_id, since in connection.execute(query):
        assert since is not None  # it is before another instant
        yield StuckLine(what="overdue", customer_id=customer_id, since=since)


def _kept(connection: Connection, before: datetime) -> Iterator[StuckLine]:
    row = InboxRow
    query = (
        select(col(row.customer_id), col(row.kind), col(row.type), col(row.stored_at))
        .where(col(row.drained_at).is_(None), col(row.why).in_(RETRIED), col(row.stored_at) < before)
        .order_by(col(row.id))
        .limit(AT_MOST)
    )
    for customer_id, kind, subject, since in connection.execute(query):
        yield StuckLine(what="inbox", customer_id=customer_id, subject=kind, name=subject, since=since)


def _not_taken_back(connection: Connection) -> Iterator[StuckLine]:
    """The newest answer to each asking back is that it failed."""
    row, later = InputRow, aliased(InputRow)
    answered_since = exists().where(
        col(later.customer_id) == col(row.customer_id),
        col(later.input_id) == col(row.input_id),
        col(later.type) != "failed",
        col(later.at) > col(row.at),
    )
    query = (
        select(col(row.customer_id), col(row.input_id), col(row.at))
        .where(col(row.kind) == "withdrawn", col(row.type) == "failed", ~answered_since)
        .order_by(col(row.at))
        .limit(AT_MOST)
    )
    for customer_id, input_id, since in connection.execute(query):
        message_id = input_id.removeprefix("withdraw-").rpartition("/")[0]
        yield StuckLine(
            what="not_taken_back",
            customer_id=customer_id,
            subject=message_id,
            name=_message(connection, message_id),
            since=since,
        )


def _message(connection: Connection, message_id: str) -> str:
    query = select(col(DecisionRow.message)).where(col(DecisionRow.message_id) == message_id).limit(1)
    return connection.execute(query).scalar_one_or_none() or ""
