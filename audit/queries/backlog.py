"""What goes out, or moves on, the moment a worker starts: steps that are due, messages that wait, inputs kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from audit.database import database_now, read
from audit.inbox import RETRIED
from audit.tables.directory import CustomerRow, EnrolmentRow
from audit.tables.inbox import InboxRow
from audit.tables.journal import DecisionRow
from audit.tables.waiting import WaitingRow
from engine.model import Frozen, Instant


class BacklogLine(Frozen):
    """So many of a kind; `what`: `step` enrolments whose wait is over, `held` messages that may be decided again,
    `waiting` messages that wait for what all share, `inbox` inputs that were not signalled yet."""

    what: Literal["step", "held", "waiting", "inbox"]
    name: str
    """journey, message, or the kind of an input"""
    step: str = ""
    version: str = ""
    """of the journey"""
    message: str = ""
    """the next one of a step, as far as the steps alone say"""
    channel: str = ""
    why: str = ""
    """the reason of a hold, what is waited for, or the type of a trigger"""
    count: int
    oldest: Instant
    """since when the first of them is due"""


class Backlog(Frozen):
    """As of an instant of the database's clock."""

    at: Instant
    customers: int
    """with anything due, also where it is only a condition to look at"""
    lines: tuple[BacklogLine, ...]


def backlog(database: Engine, now: datetime | None = None) -> Backlog:
    """From the directory, the ledger, the waiting table and the inbox: no worker and no Temporal has to be there."""
    return read(database, lambda connection: _backlog(connection, now or database_now(connection)))


def _backlog(connection: Connection, now: datetime) -> Backlog:
    due = select(func.count()).select_from(CustomerRow).where(col(CustomerRow.next_deadline) <= now)
    lines = (*_steps(connection, now), *_held(connection, now), *_waiting(connection), *_inbox(connection))
    return Backlog(at=now, customers=connection.execute(due).scalar_one(), lines=lines)


def _steps(connection: Connection, now: datetime) -> Iterator[BacklogLine]:
    row = EnrolmentRow
    by = (col(row.journey), col(row.version), col(row.step))
    query = select(*by, func.count().label("count"), func.min(col(row.deadline)).label("oldest"))
    for one in _rows(connection, query.where(col(row.deadline) <= now).group_by(*by).order_by(*by)):
        yield BacklogLine(
            what="step", name=one.journey, step=one.step, version=one.version, count=one.count, oldest=one.oldest
        )


def _held(connection: Connection, now: datetime) -> Iterator[BacklogLine]:
    """Of customers of whom something is due: by the newest decision of each message."""
    row, channel = DecisionRow, func.coalesce(col(DecisionRow.channel), "")
    by = (col(row.message), channel, col(row.reason))
    due = select(col(CustomerRow.customer_id)).where(col(CustomerRow.next_deadline) <= now)
    query = (
        select(*by, func.count().label("count"), func.min(col(row.until)).label("oldest"))
        .where(col(row.verdict) == "hold", col(row.until) <= now, col(row.customer_id).in_(due), ~newer_decision())
        .group_by(*by)
        .order_by(*by)
    )
    for one in _rows(connection, query):
        yield BacklogLine(
            what="held", name=one[0], channel=one[1], why=one[2] or "", count=one.count, oldest=one.oldest
        )


def newer_decision() -> ColumnElement[bool]:
    """Whether another decision of the same message follows a row of `decision`."""
    later = aliased(DecisionRow)
    after = or_(
        col(later.at) > col(DecisionRow.at),
        and_(col(later.at) == col(DecisionRow.at), col(later.seq) > col(DecisionRow.seq)),
    )
    return exists().where(col(later.message_id) == col(DecisionRow.message_id), after)


def _waiting(connection: Connection) -> Iterator[BacklogLine]:
    row = WaitingRow
    by = (col(row.message), col(row.why), col(row.what))
    query = select(*by, func.count().label("count"), func.min(col(row.since)).label("oldest"))
    for one in _rows(connection, query.group_by(*by).order_by(*by)):
        why = f"{one.why} {one.what}".strip()
        yield BacklogLine(what="waiting", name=one.message, why=why, count=one.count, oldest=one.oldest)


def _inbox(connection: Connection) -> Iterator[BacklogLine]:
    row = InboxRow
    by = (col(row.kind), col(row.type))
    query = (
        select(*by, func.count().label("count"), func.min(col(row.stored_at)).label("oldest"))
        .where(col(row.drained_at).is_(None), col(row.why).in_(RETRIED))
        .group_by(*by)
        .order_by(*by)
    )
    for one in _rows(connection, query):
        yield BacklogLine(what="inbox", name=one.kind, why=one.type, count=one.count, oldest=one.oldest)


def _rows(connection: Connection, query: Any) -> Sequence[Any]:
    return connection.execute(query).all()
