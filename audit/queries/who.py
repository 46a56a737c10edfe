"""Whose a message is, by its id; and who got a message, by its key, a page at a time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Label, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from audit.database import read
from audit.queries.backlog import newer_decision
from audit.tables.delivery import DeliveryRow
from audit.tables.everything import table_of
from audit.tables.journal import DecisionRow, ReportRow
from engine.model import Frozen, Instant

_GOT = ("accepted", "unknown")


class Place(Frozen):
    """Where a page ends; the next one begins after it."""

    at: Instant
    message_id: str


class WhoLine(Frozen):
    """One message to one customer; `became` is its newest outcome, or its newest verdict where it has none."""

    customer_id: str
    message_id: str
    message: str
    journey: str | None
    channel: str | None
    at: Instant
    """of the outcome, or of the decision"""
    became: str


def whose(database: Engine, message_id: str) -> WhoLine | None:
    """None: the ledger has no such message."""
    return read(database, lambda connection: _whose(connection, message_id))


def who_got(database: Engine, message: str, limit: int = 100, after: Place | None = None) -> Sequence[WhoLine]:
    """Customers to whom a message went, or perhaps went; oldest first."""
    row = DeliveryRow
    query = _newest().where(col(row.message) == message, col(row.outcome).in_(_GOT))
    if after is not None:
        beyond = and_(col(row.at) == after.at, col(row.message_id) > after.message_id)
        query = query.where(or_(col(row.at) > after.at, beyond))
    query = query.order_by(col(row.at), col(row.message_id)).limit(limit)
    return read(database, lambda connection: [_line(one) for one in connection.execute(query)])


def _whose(connection: Connection, message_id: str) -> WhoLine | None:
    query = _newest().where(col(DeliveryRow.message_id) == message_id).order_by(col(DeliveryRow.attempt).desc())
    delivered = connection.execute(query.limit(1)).first()
    if delivered is not None and delivered.became != "not_now":
        return _line(delivered)
    decided = connection.execute(_decided(message_id)).first()
    if decided is not None:
        return _line(decided)
    report = select(ReportRow).where(col(ReportRow.message_id) == message_id)
    reported = connection.execute(report).first()
    if reported is None:
        return None
    return WhoLine(
        customer_id=reported.customer_id,
        message_id=message_id,
        message=reported.message,
        journey=None,
        channel=reported.channel,
        at=reported.sent_at,
        became="reported",
    )


def _newest() -> Select[Any]:
    """Of each attempt the newest outcome."""
    row, later = DeliveryRow, aliased(DeliveryRow)
    newer = exists().where(
        col(later.message_id) == col(row.message_id),
        col(later.attempt) == col(row.attempt),
        col(later.revision) > col(row.revision),
    )
    return _select(row, col(row.outcome).label("became")).where(~newer)


def _decided(message_id: str) -> Select[Any]:
    row = DecisionRow
    became: Label[str] = col(row.verdict).label("became")
    return _select(row, became).where(col(row.message_id) == message_id, ~newer_decision())


def _select(model: type[DeliveryRow] | type[DecisionRow], became: Label[str]) -> Select[Any]:
    names = ("customer_id", "message_id", "message", "journey", "channel", "at")
    columns: tuple[ColumnElement[Any], ...] = tuple(table_of(model).c[name] for name in names)
    return select(*columns, became)


def _line(row: Any) -> WhoLine:
    return WhoLine.model_validate(row, from_attributes=True)
