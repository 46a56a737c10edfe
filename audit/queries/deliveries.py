"""What was sent and what became of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Subquery, and_, func, select
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


def unknown_outcomes(database: Engine) -> Sequence[UnknownOutcome]:
    """Attempts settled as unknown, and claims whose lease lapsed without an outcome; oldest first."""
    return read(database, _unknown)


def _unknown(connection: Connection) -> list[UnknownOutcome]:
    newest = newest_revisions()
    settled = select(_DELIVERY).join(newest, _is_newest(newest)).where(col(DeliveryRow.outcome) == "unknown")
    found = [_listed(row, row.written_at) for row in connection.execute(settled)]
    found += [_listed(row, row.lease_until) for row in abandoned(connection)]
    return sorted(found, key=lambda one: (one.since, one.message_id, one.attempt))


def abandoned(connection: Connection) -> Sequence[Row[Any]]:
    """Lapsed claims that nothing was written for: each `not_now` stands for one earlier round."""
    claim, outcome = table_of(ClaimRow), _DELIVERY
    same_attempt = and_(outcome.c.message_id == claim.c.message_id, outcome.c.attempt == claim.c.attempt)
    ended = select(outcome.c.attempt).where(same_attempt, outcome.c.outcome != "not_now").correlate(claim).exists()
    rounds = select(func.count(outcome.c.attempt)).where(same_attempt, outcome.c.outcome == "not_now").correlate(claim)
    lapsed = claim.c.lease_until <= clock(connection.dialect.name)
    query = select(claim).where(lapsed, ~ended, claim.c.round == rounds.scalar_subquery())
    return connection.execute(query).all()


def _listed(row: Row[Any], since: Instant) -> UnknownOutcome:
    facts = picked(row, ("message_id", "attempt", "customer_id", "message"))
    return UnknownOutcome.model_validate({**facts, "since": since})


def _is_newest(newest: Subquery) -> ColumnElement[bool]:
    return and_(
        newest.c.message_id == col(DeliveryRow.message_id),
        newest.c.attempt == col(DeliveryRow.attempt),
        newest.c.revision == col(DeliveryRow.revision),
    )
