"""A message as written: what it is, who owns it, where it may go and what its content needs."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, JsonValue

from engine.expressions.parse import check_value
from engine.language.blocks import Place
from engine.language.durations import Duration
from engine.language.parts import EmailParts, PrintParts, PublishedFile, PushParts, SmsParts, TaskParts
from engine.language.terms import Channel, Purpose
from engine.language.wording import Language
from engine.language.written import LinkParameters, Name, TriggerType
from engine.model import Frozen, Written


def _is_empty(value: object) -> bool:
    """Left out of the canonical text, so that a message that does not use it keeps the hash it always had."""
    return not value


class Need(Written):
    """A variable of the content that may be missing, and what stands in then."""

    default: JsonValue


def _check_recipient(text: str) -> str:
    return text if text == "customer" else check_value(text)


Recipient = Annotated[str, AfterValidator(_check_recipient)]
"""`customer`, or an expression that yields an address, such as `run.line.number`."""


class Message(Written):
    """A `message.yaml`; purpose, channels, tags and expiry belong here, once."""

    message: Name
    title: str = Field(min_length=1, max_length=200)
    department: Name
    purpose: Purpose
    tags: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = ()
    channels: tuple[Channel, ...] = Field(min_length=1)
    to: Recipient = "customer"
    priority: Annotated[int, Field(ge=0, le=100)] = 50
    expires: Duration | None = None
    follow: Literal["live", "pinned"] = "live"
    cancel_on: tuple[TriggerType, ...] = ()
    languages: tuple[Language, ...] = Field((), exclude_if=_is_empty)
    """The first is the fall-back; none: the message has one language, and its files have no suffix."""
    email: EmailParts | None = None
    sms: SmsParts | None = Field(None, exclude_if=_is_empty)
    push: PushParts | None = Field(None, exclude_if=_is_empty)
    call: TaskParts | None = Field(None, exclude_if=_is_empty)
    adviser: TaskParts | None = Field(None, exclude_if=_is_empty)
    store: TaskParts | None = Field(None, exclude_if=_is_empty)
    mail: PrintParts | None = Field(None, exclude_if=_is_empty)
    links: LinkParameters = Field(default_factory=dict, exclude_if=_is_empty)
    blocks: dict[Name, Place] = Field(default_factory=dict, exclude_if=_is_empty)
    needs: dict[str, Literal["required"] | Need] = Field(default_factory=dict)

    def task(self, channel: Channel) -> TaskParts | PrintParts | None:
        """What it says to whoever does it by hand; None for channels on which nobody does."""
        match channel:
            case Channel.CALL | Channel.ADVISER | Channel.STORE:
                written = {Channel.CALL: self.call, Channel.ADVISER: self.adviser, Channel.STORE: self.store}
                return written[channel] or TaskParts()
            case Channel.MAIL:
                return self.mail or PrintParts()
            case _:
                return None

    def expiry(self, by_purpose: timedelta) -> timedelta:
        """How long a proposal of it stays wanted."""
        return self.expires if self.expires is not None else by_purpose


class Body(Frozen):
    """One body of a message: a liquid template for one channel and format, such as `email.html`."""

    name: str
    template: str


class MessagePart(Frozen):
    """The published part of a message: its definition and its finished templates, under one hash."""

    definition: Message
    bodies: tuple[Body, ...]
    links: LinkParameters = Field(default_factory=dict, exclude_if=_is_empty)
    """the policy's and over them the message's own"""
    files: tuple[PublishedFile, ...] = Field((), exclude_if=_is_empty)
    """what goes with its mails"""
