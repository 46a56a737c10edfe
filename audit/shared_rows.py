"""Reads and writes what more than one customer's decisions depend on."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Engine, func, literal, select
from sqlalchemy.orm import Session
from sqlmodel import SQLModel, col

from audit.database import database_now, write
from audit.rows import append
from audit.tables.published import CatalogueRow
from audit.tables.shared import BreakerRow, PauseRow, SuppressionRow, TombstoneRow
from engine.contracts.commands import Deliver
from engine.language.terms import Channel
from engine.policy.clearance import SharedPause, SharedRows

Scope = Literal["marketing", "everything"]


def shared_rows(session: Session, command: Deliver, address_hash: str, now: datetime) -> SharedRows:
    """The rows that decide whether a delivery may leave now."""
    numbers = basic_rows(session, command.customer_id, now)
    return numbers.model_copy(
        update={
            "suppressed": _suppressed(session, command.channel, address_hash),
            "pauses": pauses(session),
            "breaker_until": _breaker(session, command.channel),
        }
    )


def basic_rows(session: Session, customer_id: str, now: datetime) -> SharedRows:
    """The number in force and whether the customer was erased: what every journal is judged by."""
    erased = select(literal(1)).where(col(TombstoneRow.customer_id) == customer_id).exists()
    in_force = select(func.coalesce(func.max(col(CatalogueRow.number)), 0)).scalar_subquery()
    row = session.execute(select(in_force, erased)).one()
    return SharedRows(in_force=row[0], erased=bool(row[1]), now=now)


def pauses(session: Session) -> tuple[SharedPause, ...]:
    """What is paused: of each thing the newest row counts."""
    newest = select(func.max(col(PauseRow.id))).group_by(col(PauseRow.kind), col(PauseRow.name))
    rows = session.scalars(select(PauseRow).where(col(PauseRow.id).in_(newest), col(PauseRow.paused)))
    return tuple(SharedPause.model_validate(row, from_attributes=True) for row in rows)


def pause(database: Engine, what: SharedPause, by: str) -> None:
    """Hold every message that it concerns."""
    _append_at(database, lambda now: PauseRow(**what.model_dump(), paused=True, by=by, written_at=now))


def resume(database: Engine, what: SharedPause, by: str) -> None:
    _append_at(database, lambda now: PauseRow(**what.model_dump(), paused=False, by=by, written_at=now))


def hold_channel(database: Engine, channel: Channel, until: datetime, why: str) -> None:
    """Trip a channel's breaker until an instant; one that is past closes it."""
    _append_at(database, lambda now: BreakerRow(channel=channel, until=until, why=why, written_at=now))


def _append_at(database: Engine, row: Callable[[datetime], SQLModel]) -> None:
    write(database, lambda session: append(session, [row(database_now(session))]))


def _suppressed(session: Session, channel: Channel, address_hash: str) -> Scope | None:
    scopes = session.scalars(
        select(col(SuppressionRow.scope)).where(
            col(SuppressionRow.address_hash) == address_hash, col(SuppressionRow.channel) == channel.value
        )
    ).all()
    # "everything" is the stricter one, and comes first by spelling as well
    return cast(Scope, min(scopes)) if scopes else None


def _breaker(session: Session, channel: Channel) -> datetime | None:
    newest = select(col(BreakerRow.until)).where(col(BreakerRow.channel) == channel.value)
    return session.scalars(newest.order_by(col(BreakerRow.id).desc()).limit(1)).first()
