"""The messages of the events API, as Segment's HTTP Tracking API has them; what is not read is left out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, JsonValue

from engine.model import Attributes, Frozen, Instant

Kind = Literal["track", "identify", "page", "screen", "group", "alias"]


def _text(value: object) -> object:
    """Ids are texts; some send them as numbers, or as empty texts where there is none."""
    match value:
        case bool():
            return value
        case int():
            return str(value)
        case "":
            return None
        case _:
            return value


def _nothing(value: object) -> object:
    return {} if value is None else value


Id = Annotated[Annotated[str, Field(max_length=1_000)] | None, BeforeValidator(_text)]
Map = Annotated[Attributes, BeforeValidator(_nothing)]


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


class Context(Frozen):
    """Of the context only this is read."""

    backfill: bool = False
    traits: Map = Field(default_factory=dict)
    """where RudderStack's libraries put the traits of an identify"""


class Message(Frozen):
    """One call of any kind."""

    model_config = ConfigDict(alias_generator=_camel, populate_by_name=True)

    type: Kind
    message_id: Id = None
    user_id: Id = None
    anonymous_id: Id = None
    previous_id: Id = None
    group_id: Id = None
    event: str | None = None
    name: str | None = None
    category: str | None = None
    traits: Map = Field(default_factory=dict)
    properties: Map = Field(default_factory=dict)
    context: Annotated[Context, BeforeValidator(_nothing)] = Context()
    timestamp: Instant | None = None
    original_timestamp: Instant | None = None
    sent_at: Instant | None = None

    def happened(self, received: datetime, sent: datetime | None) -> datetime:
        """By our clock: the sender's own may be wrong, and then it is wrong at sending too.

        received − (sent − original); `sent` is that of the batch, where the message has none.
        """
        original = self.original_timestamp or self.timestamp
        sent = self.sent_at or sent
        if original is None:
            return received
        return original if sent is None else received - (sent - original)


class Envelope(Frozen):
    """What stands round the messages of a batch."""

    model_config = ConfigDict(alias_generator=_camel, populate_by_name=True)

    batch: list[JsonValue]
    sent_at: Instant | None = None
    context: Annotated[Context, BeforeValidator(_nothing)] = Context()
