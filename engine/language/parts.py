"""What a message has for one channel beside its bodies: attachments, a push message's title, the terms of a task."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema, model_validator

from engine.language.durations import Duration
from engine.language.wording import Line, Lines
from engine.language.written import ClockTime, Name
from engine.model import Frozen, Written

TASK_DUE = timedelta(days=2)
PRINT_DUE = timedelta(days=5)
"""How soon a task is to be done where its message does not say."""
MOST_PER_MESSAGE = 1024 * 1024
"""bytes of all files of a message: they travel with the catalogue, and with every mail"""

LocalFile = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""The name of a file beside `message.yaml`."""
YesNo = Literal["yes", "no"]


def _is_unset(value: object) -> bool:
    """Left out of the canonical text, so that a message that does not use it keeps the hash it always had."""
    return value is None or value == () or value == {} or value == ""


def _positive(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("'0s' is no time at all: write a duration such as 4h")
    return value


Span = Annotated[Duration, AfterValidator(_positive)]


class AttachedFile(Written):
    """A file that goes with a mail, and the name that the reader sees."""

    file: LocalFile
    name: Annotated[str, Field(min_length=1, max_length=100)] | None = Field(None, exclude_if=_is_unset)


def _attached(value: object) -> object:
    return {"file": value} if isinstance(value, str) else value


Attached = Annotated[
    AttachedFile,
    BeforeValidator(_attached),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"file": {"type": "string"}, "name": {"type": "string"}},
                    "required": ["file"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""`guide.pdf`, or `{ file: terms.pdf, name: "Our terms.pdf" }`."""


class Tracking(Written):
    """Whether the provider counts opens and clicks of this mail."""

    opens: YesNo = "yes"
    clicks: YesNo = "yes"


ReplyTo = Annotated[str, StringConstraints(pattern=r"^[\x21-\x3f\x41-\x7e]+@[A-Za-z0-9.-]+$", max_length=254)]


class EmailParts(Written):
    """What an email has beside its bodies; subject and preheader are templates, in one language or in each."""

    subject: Line
    preheader: Lines = ""
    reply_to: ReplyTo | None = Field(None, exclude_if=_is_unset)
    attachments: tuple[Attached, ...] = Field((), exclude_if=_is_unset)
    images: dict[Name, LocalFile] = Field(default_factory=dict, exclude_if=_is_unset)
    """By the name that the body shows them by: `logo` is `cid:logo`."""
    track: Tracking | None = Field(None, exclude_if=_is_unset)

    def files(self) -> tuple[str, ...]:
        """The files beside `message.yaml` that go along, each once."""
        return tuple(dict.fromkeys([*(one.file for one in self.attachments), *self.images.values()]))


class SmsParts(Written):
    """How long a provider tries to deliver a text."""

    valid_for: Span | None = Field(None, exclude_if=_is_unset)


Urgency = Literal["very-low", "low", "normal", "high"]


class PushParts(Written):
    """What a push message shows above its text and where it leads, both templates; how urgent it is."""

    title: Line
    url: Lines = Field("", exclude_if=_is_unset)
    urgency: Urgency = Field("normal", exclude_if=lambda urgency: urgency == "normal")
    valid_for: Span | None = Field(None, exclude_if=_is_unset)


class CallHours(Written):
    """When she may be called, by the clock where she is."""

    start: ClockTime = Field(alias="from")
    end: ClockTime = Field(alias="to")

    @model_validator(mode="after")
    def _opens(self) -> "CallHours":
        if self.start >= self.end:
            raise ValueError(f"{self.start:%H:%M} to {self.end:%H:%M} is no stretch of a day: write an earlier `from`")
        return self


class TaskParts(Written):
    """What somebody who calls her, meets her or advises her has to keep to."""

    due: Span | None = Field(None, exclude_if=_is_unset)
    attempts: Annotated[int, Field(ge=1, le=20)] = Field(1, exclude_if=lambda attempts: attempts == 1)
    hours: CallHours | None = Field(None, exclude_if=_is_unset)
    who: Lines = Field("", exclude_if=_is_unset)
    """Which of them is to do it, a template: `{{ customer.adviser }}`; where it is empty, whoever is free."""


class PrintParts(Written):
    """What is printed, and by when it has to be in the post."""

    format: Name | None = Field(None, exclude_if=_is_unset)
    due: Span | None = Field(None, exclude_if=_is_unset)


class PublishedFile(Frozen):
    """A file of a message as it is published, under the message's hash."""

    name: str
    media_type: str
    content: str
    """base64"""
