"""Keeps who waits for what more than one customer shares, until it leaves, is dropped or is woken."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, func, select, tuple_
from sqlmodel import col

from audit.rows import replace
from audit.tables.everything import table_of
from audit.tables.waiting import WaitingRow
from engine.contracts.answers import NotNow, NotNowWhy
from engine.contracts.commands import Deliver
from engine.contracts.journal import Decided, Journal
from engine.language.terms import Reason
from engine.policy.order import turn

WAITS: frozenset[NotNowWhy] = frozenset({"paused", "channel_paused", "guard", "breaker", "capacity"})
"""Answers after which a message waits for something shared."""

GRACE = timedelta(minutes=10)
"""So long after its own time a message that did not come back keeps its turn."""

_STILL = frozenset({Reason.PAUSED, Reason.GUARD, Reason.CAPACITY})
_WAITING = table_of(WaitingRow)
_GONE = delete(_WAITING).where(col(WaitingRow.message_id) == bindparam("waits"))
_OTHERWISE_HELD = _GONE.where(col(WaitingRow.decided_at) < bindparam("at"))
_HERS = delete(_WAITING).where(col(WaitingRow.customer_id) == bindparam("customer"))


def put(connection: Connection, command: Deliver, answer: NotNow, clock: datetime) -> None:
    """Instead of whatever it waited for before; `clock` is the database's."""
    limits = command.limits
    row = {
        "message_id": command.message_id,
        "customer_id": command.customer_id,
        "message": command.message,
        "attempt": command.attempt + 1,
        "why": "paused" if answer.why == "channel_paused" else answer.why,
        "what": command.channel.value if answer.why in ("breaker", "capacity") else answer.detail,
        "turn": turn(command.purpose, command.priority),
        "since": command.due,
        "decided_at": command.decided_at,
        "until": answer.until,
        "expires": command.send_by,
        "places": limits.places.count if limits is not None and limits.places is not None else None,
        "written_at": clock,
        "woken_at": None,
    }
    replace(connection, _WAITING, [row])


def gone(connection: Connection, message_id: str) -> None:
    """It leaves."""
    connection.execute(_GONE, {"waits": message_id})


def all_gone(connection: Connection, customer_id: str) -> None:
    """She was erased."""
    connection.execute(_HERS, {"customer": customer_id})


def follow(connection: Connection, journal: Journal) -> None:
    """What was dropped, or is held for a reason of its own, waits for nothing shared any more."""
    newest = {one.message_id: one for one in journal.entries if isinstance(one, Decided)}
    for message_id, one in newest.items():
        if one.verdict == "drop":
            connection.execute(_GONE, {"waits": message_id})
        elif one.verdict == "hold" and one.reason not in _STILL:
            connection.execute(_OTHERWISE_HELD, {"waits": message_id, "at": one.at})


def waiting_before(connection: Connection, command: Deliver, why: Collection[str], now: datetime) -> int:
    """How many wait for the command's channel and go first; `now` is the customers' time."""
    hers = (turn(command.purpose, command.priority), command.due, command.message_id)
    place = tuple_(col(WaitingRow.turn), col(WaitingRow.since), col(WaitingRow.message_id))
    query = select(func.count()).where(
        col(WaitingRow.why).in_(why),
        col(WaitingRow.what) == command.channel.value,
        place < tuple_(*hers, types=[column.type for column in place.clauses]),
        col(WaitingRow.message_id) != command.message_id,
        col(WaitingRow.expires) > now,
        col(WaitingRow.until) > now - GRACE,
    )
    count: int = connection.execute(query).scalar_one()
    return count
