"""What a provider said, in the one form that the ledger takes in, whoever it was."""

from typing import Annotated

from pydantic import Field

from engine.contracts.inquiry import Meaning as Meaning
from engine.language.terms import Channel
from engine.model import Attributes, Frozen, Instant

EventId = Annotated[str, Field(min_length=1, max_length=150)]


class Voice(Frozen):
    """The channels of which somebody may speak: these, or all others."""

    channels: frozenset[Channel] = frozenset()
    others: bool = False

    def speaks_of(self, channel: Channel) -> bool:
        return (channel in self.channels) != self.others


EVERY_CHANNEL = Voice(others=True)


class NotTheirs(Exception):
    """Somebody spoke of a message that went out on a channel that is not theirs."""

    def __init__(self, message_id: str, channel: Channel) -> None:
        super().__init__(f"message {message_id!r} went out on {channel.value}")
        self.message_id = message_id
        self.channel = channel


class Said(Frozen):
    """One event; `event_id` is unique at its provider, and the same one again changes nothing."""

    provider: str
    event_id: EventId
    kind: str
    """the provider's own word"""
    at: Instant
    message_id: str | None = None
    attempt: int | None = None
    number: str | None = None
    """the phone number that it came from, where it names no message"""
    address: str | None = None
    """where the message went, as the provider says; read only where nobody knows whose the message is"""
    channel: Channel | None = None
    voice: Voice = EVERY_CHANNEL
    """of which messages who says it may speak"""
    machine: bool = False
    """a scanner or a mail proxy did it"""
    meanings: tuple[Meaning, ...] = ()
    """none: it is kept, and nothing follows"""
    always: bool = False
    """she hears of all of it, also of what elsewhere only settles the ledger: it may be too late to take it back"""
    detail: Attributes = Field(default_factory=dict)
    """what journeys may read of it"""
    raw: Attributes = Field(default_factory=dict)
