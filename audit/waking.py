"""Finds who may be woken: what she waited for is open again, and it is her turn; one process at a time."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, or_, select, update
from sqlmodel import col

from audit.database import database_now, read, serialise, write
from audit.places import taken_at
from audit.rows import replace
from audit.shared_rows import held_until, pauses
from audit.tables.everything import table_of
from audit.tables.waiting import DutyRow, WaitingRow
from engine.language.terms import Channel
from engine.model import Frozen
from engine.policy.shared.waiting import GRACE

LEASE = timedelta(seconds=30)
FORGOTTEN = timedelta(minutes=2)
"""How long who was woken counts as about to take a place; longer than a delivery may take to begin."""

_WAITING, _DUTY = table_of(WaitingRow), table_of(DutyRow)
_TURN = (col(WaitingRow.turn), col(WaitingRow.since), col(WaitingRow.message_id))


class Wake(Frozen):
    """A message that waited; `attempt` tells apart the times that it did."""

    message_id: str
    customer_id: str
    attempt: int


class Waking:
    """Blocking; `holder` is the process's own name. Times are on the database's clock, which customers live by."""

    def __init__(self, database: Engine, holder: str) -> None:
        self._database = database
        self._holder = holder

    def next(self, limit: int) -> Sequence[Wake]:
        """Who may be woken now, in order; nobody while another process sees to it."""
        if not read(self._database, _anything_to_do):
            return ()  # looking holds no writer up
        return write(self._database, lambda connection: self._next(connection, limit))

    def woken(self, wakes: Collection[Wake]) -> None:
        """They were told; one who waits again meanwhile is not meant."""

        def mark(connection: Connection) -> None:
            now = database_now(connection)
            for one in wakes:
                hers = (col(WaitingRow.message_id) == one.message_id, col(WaitingRow.attempt) == one.attempt)
                connection.execute(update(_WAITING).where(*hers).values(woken_at=now))

        write(self._database, mark)

    def _next(self, connection: Connection, limit: int) -> Sequence[Wake]:
        now = database_now(connection)
        if not self._on_duty(connection, now):
            return ()
        _tidy(connection, now)
        found = _found(connection, now, limit)
        found.sort(key=lambda row: (row.turn, row.since, row.message_id))
        return [Wake.model_validate(row, from_attributes=True) for row in found[:limit]]

    def _on_duty(self, connection: Connection, now: datetime) -> bool:
        serialise(connection, "waking")
        row = connection.execute(select(_DUTY).where(col(DutyRow.name) == "waking")).one_or_none()
        if row is not None and row.holder != self._holder and row.lease_until > now:
            return False
        replace(connection, _DUTY, [{"name": "waking", "holder": self._holder, "lease_until": now + LEASE}])
        return True


def _anything_to_do(connection: Connection) -> bool:
    now = database_now(connection)
    untidy = select(col(WaitingRow.message_id)).where(_is_over(now)).limit(1)
    return connection.execute(untidy).first() is not None or bool(_found(connection, now, 1))


def _found(connection: Connection, now: datetime, limit: int) -> list[Row[Any]]:
    """Of everything that is waited for, those who may be woken; not in order yet."""
    return [row for why, what in _gates(connection) for row in _open(connection, why, what, now, limit)]


def _gates(connection: Connection) -> Sequence[tuple[str, str]]:
    rows = connection.execute(select(col(WaitingRow.why), col(WaitingRow.what)).distinct())
    return [(row.why, row.what) for row in rows]


def _tidy(connection: Connection, now: datetime) -> None:
    """Who was woken has had her say; what expired is dropped by the customer herself."""
    connection.execute(delete(_WAITING).where(_is_over(now)))


def _is_over(now: datetime) -> ColumnElement[bool]:
    return or_(
        col(WaitingRow.woken_at) < now - FORGOTTEN,
        col(WaitingRow.expires) <= now,
        col(WaitingRow.until) <= now - GRACE,
    )


def _open(connection: Connection, why: str, what: str, now: datetime, limit: int) -> Sequence[Row[Any]]:
    waits = and_(col(WaitingRow.why) == why, col(WaitingRow.what) == what)
    match why:
        case "breaker":
            until = held_until(connection, Channel(what))
            return _sleeping(connection, waits, now, limit) if until is None or until <= now else ()
        case "capacity":
            return _with_place(connection, waits, Channel(what), now, limit)
        case _:
            standing = {str(pause) for pause in pauses(connection)}
            return _sleeping(connection, waits, now, limit) if what not in standing else ()


def _sleeping(connection: Connection, waits: ColumnElement[bool], now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Those who do not look again by themselves by now."""
    asleep = or_(col(WaitingRow.until).is_(None), col(WaitingRow.until) > now)
    query = select(_WAITING).where(waits, col(WaitingRow.woken_at).is_(None), asleep)
    return connection.execute(query.order_by(*_TURN).limit(limit)).all()


def _with_place(
    connection: Connection, waits: ColumnElement[bool], channel: Channel, now: datetime, limit: int
) -> Sequence[Row[Any]]:
    """As many as there are places left today, with those who were woken or wake by themselves."""
    newest = select(col(WaitingRow.places)).where(waits).order_by(col(WaitingRow.written_at).desc()).limit(1)
    places: int = connection.execute(newest).scalar_one() or 0
    free = places - taken_at(connection, channel, now)
    if free <= 0:
        return ()
    first = connection.execute(select(_WAITING).where(waits).order_by(*_TURN).limit(free)).all()
    asleep = [row for row in first if row.woken_at is None and (row.until is None or row.until > now)]
    return asleep[:limit]
