"""What departments ask, and what they were answered, as it is kept of a customer."""

from pydantic import Field

from engine.contracts.answers import AskAnswer
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel, Purpose
from engine.model import Instant, Kept


class Asked(Kept):
    """What a department says of a message that it sends itself."""

    id: str
    """of the ask"""
    purpose: Purpose
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    channels: tuple[Channel, ...]
    address: str | None = None
    ttl: float
    """seconds"""
    paused: tuple[SharedPause, ...] = Field(default=(), exclude_if=lambda paused: not paused)
    """for everybody, when it asked"""


class Answered(Kept):
    """What an ask was answered, for as long as it may be asked again."""

    answer: AskAnswer
    at: Instant
