"""What is paused or held for every customer, by whom, and how many messages wait for it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Label, func, select
from sqlmodel import col

from audit.database import database_now, read
from audit.tables.shared import BreakerRow, PauseRow
from audit.tables.waiting import WaitingRow
from engine.model import Frozen, Instant


class PauseLine(Frozen):
    """Something that is paused for everybody."""

    kind: str
    name: str
    by: str
    """an operator, or the guard that was met"""
    reason: str
    since: Instant
    waiting: int
    """messages that met it"""


class HeldChannel(Frozen):
    """A channel that is held because of what its provider answered, or by an operator."""

    channel: str
    until: Instant
    why: str
    since: Instant
    waiting: int


class FullChannel(Frozen):
    """A channel on which messages wait for a place."""

    channel: str
    places: int
    """a day"""
    waiting: int
    since: Instant
    """since when the first of them waits"""


class Obstacles(Frozen):
    """Everything that more than one customer shares and that stands in the way now."""

    paused: tuple[PauseLine, ...]
    held: tuple[HeldChannel, ...]
    full: tuple[FullChannel, ...]


def obstacles(database: Engine) -> Obstacles:
    """On the database's clock."""
    return read(database, _obstacles)


def _obstacles(connection: Connection) -> Obstacles:
    waiting = _waiting(connection)
    return Obstacles(
        paused=tuple(_paused(connection, waiting)),
        held=tuple(_held(connection, waiting)),
        full=tuple(_full(connection)),
    )


def _waiting(connection: Connection) -> dict[str, int]:
    """By what is waited for; who was woken does not count."""
    query = select(col(WaitingRow.what), func.count()).where(
        col(WaitingRow.woken_at).is_(None), col(WaitingRow.why) != "capacity"
    )
    return {row[0]: row[1] for row in connection.execute(query.group_by(col(WaitingRow.what)))}


def _paused(connection: Connection, waiting: dict[str, int]) -> Sequence[PauseLine]:
    newest = select(func.max(col(PauseRow.id))).group_by(col(PauseRow.kind), col(PauseRow.name))
    rows = connection.execute(
        select(PauseRow).where(col(PauseRow.id).in_(newest), col(PauseRow.paused)).order_by(col(PauseRow.id))
    )
    return [
        PauseLine(
            kind=row.kind,
            name=row.name,
            by=row.by,
            reason=row.reason,
            since=row.written_at,
            waiting=waiting.get(f"{row.kind} {row.name}".strip(), 0),
        )
        for row in rows
    ]


def _held(connection: Connection, waiting: dict[str, int]) -> Sequence[HeldChannel]:
    newest = select(func.max(col(BreakerRow.id))).group_by(col(BreakerRow.channel))
    held = (col(BreakerRow.id).in_(newest), col(BreakerRow.until) > database_now(connection))
    rows = connection.execute(select(BreakerRow).where(*held).order_by(col(BreakerRow.channel)))
    return [
        HeldChannel(
            channel=row.channel,
            until=row.until,
            why=row.why,
            since=row.written_at,
            waiting=waiting.get(row.channel, 0),
        )
        for row in rows
    ]


def _full(connection: Connection) -> Sequence[FullChannel]:
    columns: tuple[Label[Any], ...] = (
        col(WaitingRow.what).label("channel"),
        func.max(col(WaitingRow.places)).label("places"),
        func.count().label("waiting"),
        func.min(col(WaitingRow.written_at)).label("since"),
    )
    full = (col(WaitingRow.why) == "capacity", col(WaitingRow.woken_at).is_(None))
    query = select(*columns).where(*full).group_by(col(WaitingRow.what)).order_by(col(WaitingRow.what))
    return [FullChannel.model_validate(row, from_attributes=True) for row in connection.execute(query)]
