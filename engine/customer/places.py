"""The places that messages take under the rules that count: of what is sent, planned or reserved."""

from pydantic import Field

from engine.language.terms import Channel, Origin, Purpose
from engine.model import Instant, Kept


class Slot(Kept):
    """A place that a message takes under the rules that count, as the message was when it was decided."""

    id: str
    message: str
    purpose: Purpose
    department: str
    origin: Origin = "journey"
    channel: Channel
    journey: str | None = None
    tags: tuple[str, ...] = ()
    decided_at: Instant


class Planned(Slot):
    """A message that a department is going to send, as it reported; `decided_at` is when."""

    report: str
    """the id of the report"""
    topics: tuple[str, ...] = ()
    priority: int = 50


class Lapsed(Slot):
    """A reservation that nobody confirmed in time; the department may still say that it sent its message, and a place
    that it was shown."""

    topics: tuple[str, ...] = ()
    priority: int = 50
    at: Instant
    """when it lapsed"""
    ours: bool = Field(default=False, exclude_if=lambda ours: not ours)
    """a message of ours that was offered at a place"""
    enrolment_id: str | None = Field(default=None, exclude_if=lambda id: id is None)
    step: str | None = Field(default=None, exclude_if=lambda step: step is None)
    attempt: int = Field(default=1, exclude_if=lambda attempt: attempt == 1)
