"""What was sent and what became of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, Row, Select, Subquery, Table, and_, func, select
from sqlmodel import col

from audit.database import clock, read
from audit.queries.outcomes import newest_revisions
from audit.rows import picked
from audit.tables.delivery import ClaimRow, DeliveryRow
from audit.tables.everything import table_of
from engine.model import Frozen, Instant

_DELIVERY = table_of(DeliveryRow)


class DeliveryLine(Frozen):
    """One attempt with the outcome that counts now."""

    message_id: str
    attempt: int
    customer_id: str
    journey: str | None
    message: str
    purpose: str
    channel: str
    due: Instant
    decided_at: Instant
    at: Instant
    outcome: str
    provider_id: str | None


class UnknownOutcome(Frozen):
    """An attempt nobody knows the outcome of, settled so or abandoned; `since` on the database's clock."""

    message_id: str
    attempt: int
    customer_id: str
    message: str
    since: Instant


def deliveries(database: Engine) -> Sequence[DeliveryLine]:
    """Every attempt that has an outcome, by decision."""
    query = (
        select(_DELIVERY)
        .join(newest := newest_revisions(), _is_newest(newest))
        .order_by(col(DeliveryRow.decided_at), col(DeliveryRow.message_id), col(DeliveryRow.attempt))
    )
    rows = read(database, lambda connection: connection.execute(query).all())
    return [DeliveryLine.model_validate(row, from_attributes=True) for row in rows]


def unknown_outcomes(database: Engine, message_id: str | None = None) -> Sequence[UnknownOutcome]:
    """Attempts settled as unknown, and claims whose lease lapsed without an outcome; oldest first.

    Not of a message of which another attempt was accepted: it arrived, and nobody has to find out anything.
    """
    return read(database, lambda connection: _unknown(connection, message_id))


def _unknown(connection: Connection, message_id: str | None) -> list[UnknownOutcome]:
    settled = _of(_DELIVERY, message_id).where(
        _DELIVERY.c.outcome == "unknown", ~_corrected(_DELIVERY), ~_accepted(_DELIVERY)
    )
    lapsed = _abandoned(connection, message_id).where(~_accepted(table_of(ClaimRow)))
    found = [_listed(row, row.written_at) for row in connection.execute(settled)]
    found += [_listed(row, row.lease_until) for row in connection.execute(lapsed)]
    return sorted(found, key=lambda one: (one.since, one.message_id, one.attempt))


def abandoned(connection: Connection) -> Sequence[Row[Any]]:
    """Lapsed claims that nothing was written for."""
    return connection.execute(_abandoned(connection, None)).all()


def _abandoned(connection: Connection, message_id: str | None) -> Select[Any]:
    """Each `not_now` stands for one earlier round."""
    claim, outcome = table_of(ClaimRow), _DELIVERY
    same_attempt = and_(outcome.c.message_id == claim.c.message_id, outcome.c.attempt == claim.c.attempt)
    ended = select(outcome.c.attempt).where(same_attempt, outcome.c.outcome != "not_now").correlate(claim).exists()
    rounds = select(func.count(outcome.c.attempt)).where(same_attempt, outcome.c.outcome == "not_now").correlate(claim)
    lapsed = claim.c.lease_until <= clock(connection.dialect.name)
    return _of(claim, message_id).where(lapsed, ~ended, claim.c.round == rounds.scalar_subquery())


def _of(table: Table, message_id: str | None) -> Select[Any]:
    return select(table) if message_id is None else select(table).where(table.c.message_id == message_id)


def _accepted(table: FromClause) -> ColumnElement[bool]:
    """Whether an attempt of the row's message was accepted, and not taken back since."""
    one = _DELIVERY.alias("one")
    taken = select(one.c.attempt).where(
        one.c.message_id == table.c.message_id, one.c.outcome == "accepted", ~_corrected(one)
    )
    return taken.correlate(table).exists()


def _corrected(outcome: FromClause) -> ColumnElement[bool]:
    """Whether a later revision stands in its place."""
    later = _DELIVERY.alias("later")
    newer = select(later.c.revision).where(
        later.c.message_id == outcome.c.message_id,
        later.c.attempt == outcome.c.attempt,
        later.c.revision > outcome.c.revision,
    )
    return newer.correlate(outcome).exists()


def _listed(row: Row[Any], since: Instant) -> UnknownOutcome:
    facts = picked(row, ("message_id", "attempt", "customer_id", "message"))
    return UnknownOutcome.model_validate({**facts, "since": since})


def _is_newest(newest: Subquery) -> ColumnElement[bool]:
    return and_(
        newest.c.message_id == col(DeliveryRow.message_id),
        newest.c.attempt == col(DeliveryRow.attempt),
        newest.c.revision == col(DeliveryRow.revision),
    )
