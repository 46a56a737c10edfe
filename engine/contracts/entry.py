"""What every entry of the journal has, and the entry of a message that was shown."""

from typing import Literal

from engine.language.terms import Channel, Origin, Purpose
from engine.model import Frozen, Instant


class EntryBase(Frozen):
    """`seq` rises by one and never repeats within a life: with the customer's id and the life it is the row's key."""

    seq: int
    life: str = ""
    """the life in which it was noted, if that is over; empty: the journal's"""
    at: Instant
    """the workflow's time"""


class Presented(EntryBase):
    """A message that waited for her was put before her eyes: it counts as sent."""

    kind: Literal["presented"] = "presented"
    message_id: str
    attempt: int
    """which of its offers, or of its attempts altogether, it was"""
    message: str
    purpose: Purpose
    department: str
    origin: Origin
    journey: str | None = None
    version: str | None = None
    channel: Channel
    decided_at: Instant
    """when it was offered"""
    shown_at: Instant
