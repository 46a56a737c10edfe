"""Keeps who waits for what more than one customer shares, until it leaves, is dropped or is woken."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select, tuple_
from sqlmodel import col

from audit.rows import replace
from audit.tables.everything import table_of
from audit.tables.waiting import WaitingRow
from engine.contracts.answers import NotNow
from engine.contracts.commands import Deliver
from engine.contracts.journal import Journal
from engine.policy.order import turn
from engine.policy.shared.waiting import GRACE, Why, over, waiting_after

_WAITING = table_of(WaitingRow)
_GONE = delete(_WAITING).where(col(WaitingRow.message_id) == bindparam("waits"))
_OTHERWISE_HELD = _GONE.where(col(WaitingRow.decided_at) < bindparam("held_at"))
_HERS = delete(_WAITING).where(col(WaitingRow.customer_id) == bindparam("customer"))


def put(connection: Connection, command: Deliver, answer: NotNow, clock: datetime) -> None:
    """Instead of whatever it waited for before, if the answer names something shared; `clock` is the database's."""
    waiting = waiting_after(command, answer)
    if waiting is not None:
        replace(connection, _WAITING, [{**dict(waiting), "written_at": clock, "woken_at": None}])


def gone(connection: Connection, message_id: str) -> None:
    """It leaves."""
    connection.execute(_GONE, {"waits": message_id})


def all_gone(connection: Connection, customer_id: str) -> None:
    """She was erased."""
    connection.execute(_HERS, {"customer": customer_id})


def follow(connection: Connection, journal: Journal) -> None:
    """What was dropped, or is held for a reason of its own, waits for nothing shared any more."""
    for one in over(journal):
        if one.held_at is None:
            connection.execute(_GONE, {"waits": one.message_id})
        else:
            connection.execute(_OTHERWISE_HELD, {"waits": one.message_id, "held_at": one.held_at})


def waiting_before(connection: Connection, command: Deliver, why: Why, now: datetime) -> int:
    """How many wait for the command's channel and go first; `now` is the customers' time."""
    place = (col(WaitingRow.turn), col(WaitingRow.since), col(WaitingRow.message_id))
    hers = (turn(command.purpose, command.priority), command.due, command.message_id)
    query = select(func.count()).where(
        col(WaitingRow.why) == why,
        col(WaitingRow.what) == command.channel.value,
        tuple_(*place) < tuple_(*hers, types=[column.type for column in _COLUMNS]),
        col(WaitingRow.message_id) != command.message_id,
        col(WaitingRow.expires) > now,
        col(WaitingRow.until) > now - GRACE,
    )
    count: int = connection.execute(query).scalar_one()
    return count


_COLUMNS = (_WAITING.c.turn, _WAITING.c.since, _WAITING.c.message_id)
