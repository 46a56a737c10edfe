"""Who waits for what more than one customer shares: in which order, until when, and when that is over."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from engine.contracts.answers import NotNow
from engine.contracts.commands import Deliver
from engine.contracts.journal import Decided, Journal
from engine.language.terms import Reason
from engine.model import Frozen, Instant
from engine.policy.order import turn

Why = Literal["paused", "guard", "breaker", "capacity"]

GRACE = timedelta(minutes=10)
"""So long after its own time a message that did not come back keeps its turn."""

_WHY: dict[str, Why] = {
    "paused": "paused",
    "channel_paused": "paused",
    "guard": "guard",
    "breaker": "breaker",
    "capacity": "capacity",
}
_STILL = frozenset({Reason.PAUSED, Reason.GUARD, Reason.CAPACITY})


class Waiting(Frozen):
    """A message that waits."""

    message_id: str
    customer_id: str
    message: str
    attempt: int
    """the next one"""
    why: Why
    what: str
    """kind and name of what is paused; the channel of the others"""
    turn: int
    """by class and priority: the smallest goes first"""
    since: Instant
    """when the message was proposed"""
    decided_at: Instant
    until: Instant | None
    """when the customer looks again by herself"""
    expires: Instant
    places: int | None
    """how many there are a day"""

    @property
    def order(self) -> tuple[int, datetime, bytes]:
        return (self.turn, self.since, self.message_id.encode())


class Over(NamedTuple):
    """A message that waits no more; where it is held for a reason of its own, only what it waited for before."""

    message_id: str
    held_at: datetime | None


def waiting_after(command: Deliver, answer: NotNow) -> Waiting | None:
    """What has to be kept of an answer; None: it names nothing shared."""
    why = _WHY.get(answer.why)
    if why is None:
        return None
    limits = command.limits
    return Waiting(
        message_id=command.message_id,
        customer_id=command.customer_id,
        message=command.message,
        attempt=command.attempt + 1,
        why=why,
        what=command.channel.value if why in ("breaker", "capacity") else answer.detail,
        turn=turn(command.purpose, command.priority),
        since=command.due,
        decided_at=command.decided_at,
        until=answer.until,
        expires=command.send_by,
        places=limits.places.count if limits is not None and limits.places is not None else None,
    )


def over(journal: Journal) -> Iterator[Over]:
    """What was dropped, or is held for a reason of its own."""
    newest = {one.message_id: one for one in journal.entries if isinstance(one, Decided)}
    for message_id, one in newest.items():
        if one.verdict == "drop":
            yield Over(message_id, None)
        elif one.verdict == "hold" and one.reason not in _STILL:
            yield Over(message_id, one.at)
