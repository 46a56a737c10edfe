"""What the ledger knows of a message that a decision is about, or that its evidence names."""

from typing import Literal

from pydantic import Field

from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.model import Frozen, Instant


class Outcome(Frozen):
    """What a provider answered to one attempt, as it counts now."""

    attempt: int
    at: Instant
    outcome: Literal["accepted", "refused", "unknown", "not_now", "withdrawn"]
    fault: str | None = None
    why: str | None = None


class Heard(Frozen):
    """What was said of a message afterwards, the first time."""

    reaction: Reaction
    at: Instant
    machine: bool = False


class Fate(Frozen):
    """A message by what is on record of it."""

    message: str
    department: str
    channel: Channel | None = None
    """of the newest decision to send, or of its report"""
    sent_at: Instant | None = None
    """when it was decided to send it, or when its department sent it"""
    elsewhere: bool = False
    """a department sent it by a system of its own"""
    planned: bool = False
    outcomes: tuple[Outcome, ...] = ()
    """by attempt"""
    heard: tuple[Heard, ...] = ()
    """by time"""
    places: tuple[str, ...] = Field(default=())
    """what became of its reservation: confirmed, released or lapsed"""
