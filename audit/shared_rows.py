"""Reads and writes what more than one customer's decisions depend on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, Engine, Label, Select, bindparam, case, func, literal, select
from sqlmodel import SQLModel, col

from audit.address import AddressKey
from audit.breakers import CLOSED
from audit.database import clock, database_now, write
from audit.rows import Row, append, picked
from audit.standing_suppressions import stands
from audit.tables.delivery import ClaimRow, DeliveryRow
from audit.tables.directory import CustomerRow
from audit.tables.everything import table_of
from audit.tables.published import CatalogueRow
from audit.tables.shared import BreakerRow, PauseRow, SuppressionRow, TombstoneRow
from audit.tables.waiting import WaitingRow
from engine.contracts.commands import Deliver
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel
from engine.policy.shared.clearance import SharedRows

_NEWEST_PAUSES = select(func.max(col(PauseRow.id))).group_by(col(PauseRow.kind), col(PauseRow.name))
_PAUSES = select(col(PauseRow.kind), col(PauseRow.name)).where(
    col(PauseRow.id).in_(_NEWEST_PAUSES), col(PauseRow.paused)
)


@dataclass(frozen=True)
class Basics:
    """What every journal is judged by."""

    clock: datetime
    """the database's"""
    in_force: int
    erased: bool
    heard: datetime | None
    """how far the ledger has heard of the customer; None: nothing, or she was erased"""

    def rows(self, now: datetime) -> SharedRows:
        """For judging; `now` is the customers' time."""
        return SharedRows(in_force=self.in_force, erased=self.erased, now=now)


@dataclass(frozen=True)
class Shared(Basics):
    """What decides whether a delivery may leave now."""

    suppressed: Literal["marketing", "everything"] | None
    breaker_until: datetime | None
    """once it is past, one message tries the channel; None where none held it, or one came through since"""
    pauses: tuple[SharedPause, ...]
    attempted: bool
    """whether the message was claimed or has an outcome already"""
    waits: bool
    """whether it waits for something shared since an attempt before"""

    def rows(self, now: datetime) -> SharedRows:
        return SharedRows(
            in_force=self.in_force,
            erased=self.erased,
            now=now,
            suppressed=self.suppressed,
            pauses=self.pauses,
            breaker_until=self.breaker_until,
        )


def basics(connection: Connection, customer_id: str) -> Basics:
    """Read in one query."""
    row = connection.execute(_basics(connection.dialect.name), {"customer_id": customer_id}).one()
    return Basics(clock=row.clock, in_force=row.in_force, erased=bool(row.erased), heard=row.heard)


def shared(connection: Connection, command: Deliver, key: AddressKey) -> Shared:
    """Read in one query, and a second one while anything is or was paused."""
    hashes = {"address_hash": key.hash(command.address), "spelled_hash": key.hash_as_spelled(command.address)}
    about = picked(command, ("customer_id", "message_id", "channel")) | hashes
    row = connection.execute(_shared(connection.dialect.name), about).one()
    return Shared(
        clock=row.clock,
        in_force=row.in_force,
        erased=bool(row.erased),
        heard=row.heard,
        suppressed=row.suppressed,
        breaker_until=row.breaker_until,
        pauses=pauses(connection) if row.paused else (),
        attempted=bool(row.attempted),
        waits=bool(row.waits),
    )


def pauses(connection: Connection) -> tuple[SharedPause, ...]:
    """What is paused: of each thing the newest row counts."""
    return tuple(SharedPause.model_validate(row, from_attributes=True) for row in connection.execute(_PAUSES))


def held_until(connection: Connection, channel: Channel) -> datetime | None:
    """As the newest row of its breaker says; it may be past."""
    newest = select(col(BreakerRow.until)).where(col(BreakerRow.channel) == channel.value)
    return connection.execute(newest.order_by(col(BreakerRow.id).desc()).limit(1)).scalar_one_or_none()


def pause(database: Engine, what: SharedPause, by: str, reason: str = "") -> None:
    """Hold every message that it concerns."""
    said = {**dict(what), "by": by, "reason": reason}
    _append_at(database, PauseRow, lambda now: said | {"paused": True, "written_at": now})


def resume(database: Engine, what: SharedPause, by: str, reason: str = "") -> None:
    """What waits for it is woken."""
    said = {**dict(what), "by": by, "reason": reason}
    _append_at(database, PauseRow, lambda now: said | {"paused": False, "written_at": now})


def hold_channel(database: Engine, channel: Channel, until: datetime, why: str) -> None:
    """Trip a channel's breaker until an instant; one that is past closes it."""
    held = {"channel": channel.value, "until": until, "why": why}
    _append_at(database, BreakerRow, lambda now: held | {"written_at": now})


def _append_at(database: Engine, model: type[SQLModel], row: Callable[[datetime], Row]) -> None:
    write(database, lambda connection: append(connection, table_of(model), [row(database_now(connection))]))


@cache
def _basics(dialect: str) -> Select[Any]:
    return select(*_basic_columns(dialect))


@cache
def _shared(dialect: str) -> Select[Any]:
    claimed = select(literal(1)).where(col(ClaimRow.message_id) == bindparam("message_id"))
    ended = select(literal(1)).where(col(DeliveryRow.message_id) == bindparam("message_id"))
    waits = select(literal(1)).where(col(WaitingRow.message_id) == bindparam("message_id"))
    # "everything" is the stricter scope, and comes first by spelling as well
    suppressed = select(func.min(col(SuppressionRow.scope))).where(
        col(SuppressionRow.address_hash).in_((bindparam("address_hash"), bindparam("spelled_hash"))),
        col(SuppressionRow.channel) == bindparam("channel"),
        stands(),
    )
    held = case((col(BreakerRow.why) != CLOSED, col(BreakerRow.until)))
    breakers = select(held).where(col(BreakerRow.channel) == bindparam("channel"))
    return select(
        *_basic_columns(dialect),
        suppressed.scalar_subquery().label("suppressed"),
        breakers.order_by(col(BreakerRow.id).desc()).limit(1).scalar_subquery().label("breaker_until"),
        select(literal(1)).select_from(PauseRow).exists().label("paused"),
        (claimed.exists() | ended.exists()).label("attempted"),
        waits.exists().label("waits"),
    )


def _basic_columns(dialect: str) -> tuple[Label[Any], ...]:
    in_force = select(func.coalesce(func.max(col(CatalogueRow.number)), 0))
    erased = select(literal(1)).where(col(TombstoneRow.customer_id) == bindparam("customer_id"))
    heard = select(col(CustomerRow.as_of)).where(col(CustomerRow.customer_id) == bindparam("customer_id"))
    return (
        clock(dialect).label("clock"),
        in_force.scalar_subquery().label("in_force"),
        erased.exists().label("erased"),
        heard.scalar_subquery().label("heard"),
    )
