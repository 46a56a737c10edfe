"""What is kept of a customer's visits to places where messages wait for her: a till, a website, a call of hers."""

from typing import Final

from pydantic import Field

from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel
from engine.model import Attributes, Instant, Kept

PRESENCE: Final = "presence"
"""The kind of the rule by which a message waits at a place until she comes."""


class Offered(Kept):
    """A message that a place was given to show, with what its content reads of its run."""

    message_id: str
    message: str
    title: str
    content: str
    """hash of the message part"""
    decided_at: Instant
    lapses: Instant
    run: Attributes = Field(default_factory=dict)
    event: Attributes = Field(default_factory=dict)


class Visiting(Kept):
    """She is there, and it is not decided yet what she gets to see."""

    id: str
    place: Channel
    most: int
    ttl: float
    """seconds"""
    offers: tuple[Offered, ...] = ()
    in_shadow: int = 0
    """how many would have been shown that are only tried out"""
    paused: tuple[SharedPause, ...] = Field(default=(), exclude_if=lambda paused: not paused)
    """for everybody, when she came"""


class Visited(Kept):
    """What a visit was answered, for as long as it may be asked again."""

    offers: tuple[Offered, ...] = ()
    at: Instant
