"""Holds a channel for every customer by what its provider answers to one, and has one message try it afterwards."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import col

from audit.database import serialise
from audit.rows import append
from audit.tables.delivery import DeliveryRow
from audit.tables.everything import table_of
from audit.tables.shared import BreakerRow
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.language.terms import Channel

HELD = timedelta(seconds=60)
"""How long a channel is held where the provider's answer names no time."""
IN_A_ROW = 5
"""So many unknown outcomes, with no other between them, hold the channel."""
_WITHIN = timedelta(minutes=10)
PROBE = timedelta(seconds=30)
"""How long the message that tries a channel has it for itself: longer than its claim stands."""

CLOSED = "a message came through"
_TRIED = "one message tries it"

_NEWEST_OUTCOMES = (
    select(col(DeliveryRow.outcome))
    .where(col(DeliveryRow.channel) == bindparam("channel"), col(DeliveryRow.written_at) >= bindparam("since"))
    .order_by(col(DeliveryRow.written_at).desc())
    .limit(IN_A_ROW)
)
_NEWEST_BREAKER = select(func.max(col(BreakerRow.id))).where(col(BreakerRow.channel) == bindparam("channel"))
_STANDS = select(col(BreakerRow.until), col(BreakerRow.why)).where(
    col(BreakerRow.id) == _NEWEST_BREAKER.scalar_subquery()
)
_HELD_UNTIL = select(col(BreakerRow.until)).where(col(BreakerRow.id) == _NEWEST_BREAKER.scalar_subquery())


def trip(connection: Connection, channel: Channel, answer: Answer, *, now: datetime, clock: datetime) -> None:
    """Hold the channel if an answer that has just been written calls for it; `now` is the customers' time.

    `clock` is the database's.
    """
    match answer:
        case Accepted() | Refused():
            return
        case NotNow():
            if answer.why == "breaker":
                serialise(connection, f"channel {channel}")
                _hold(connection, channel, now + _span(answer), "the provider blocks the account", clock)
        case Unknown():
            # Settled side by side, each would miss the others' outcomes.
            serialise(connection, f"channel {channel}")
            if _nothing_but_unknown(connection, channel, clock):
                _hold(connection, channel, now + HELD, f"{IN_A_ROW} unknown outcomes in a row", clock)


def tried_by_another(connection: Connection, channel: Channel, *, now: datetime, clock: datetime) -> datetime | None:
    """Whose hold is over is tried by the first that asks: None. Until when the others wait for what becomes of it."""
    serialise(connection, f"channel {channel}")
    stands = connection.execute(_STANDS, {"channel": channel.value}).one_or_none()
    if stands is None or stands.why == CLOSED:
        return None
    until: datetime = stands.until
    if until > now:
        return until
    _append(connection, channel, now + PROBE, _TRIED, clock)
    return None


def tell_of_trial(connection: Connection, channel: Channel, answer: Answer, *, now: datetime, clock: datetime) -> None:
    """What the message that tried the channel came to; another block has been seen to by `trip`."""
    match answer:
        case Accepted() | Refused():
            serialise(connection, f"channel {channel}")
            _append(connection, channel, min(now, clock), CLOSED, clock)
        case Unknown():
            serialise(connection, f"channel {channel}")
            _hold(connection, channel, now + HELD, "what tried it came to an unknown outcome", clock)
        case NotNow():
            return


def _span(answer: NotNow) -> timedelta:
    """`until` is by this process's clock, and the customers' time may be another: only the span carries over."""
    return HELD if answer.until is None else answer.until - datetime.now(UTC)


def _nothing_but_unknown(connection: Connection, channel: Channel, clock: datetime) -> bool:
    newest = {"channel": channel.value, "since": clock - _WITHIN}
    outcomes = connection.execute(_NEWEST_OUTCOMES, newest).scalars().all()
    return outcomes == ["unknown"] * IN_A_ROW


def _hold(connection: Connection, channel: Channel, until: datetime, why: str, clock: datetime) -> None:
    held_until = connection.execute(_HELD_UNTIL, {"channel": channel.value}).scalar_one_or_none()
    if held_until is not None and until <= held_until:
        return  # the newest row counts: a shorter hold would end a longer one, an operator's for instance
    _append(connection, channel, until, why, clock)


def _append(connection: Connection, channel: Channel, until: datetime, why: str, clock: datetime) -> None:
    row = {"channel": channel.value, "until": until, "why": why, "written_at": clock}
    append(connection, table_of(BreakerRow), [row])
