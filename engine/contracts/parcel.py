"""A message ready to go, and what a channel gets of it."""

from typing import Literal

from pydantic import Field

from engine.model import Frozen, Instant


class Attachment(Frozen):
    """A file that goes along; with a `content_id` it is an image inside the mail (`cid:logo`)."""

    name: str
    media_type: str
    content: str
    """base64"""
    content_id: str | None = None


class Hours(Frozen):
    """When a call is welcome: local times of the zone, `09:00` to `17:30`."""

    zone: str
    start: str
    end: str


class TaskTerms(Frozen):
    """What somebody who does a task has to keep to."""

    due: Instant
    attempts: int = Field(default=1, ge=1)
    hours: Hours | None = None
    cut_off: Instant | None = None
    """until when it may be taken back"""
    format: str = ""
    """of what is printed, such as `postcard-a6`"""
    who: str = Field(default="", exclude_if=lambda who: not who)
    """is to do it, of those who do such tasks; empty: whoever is free"""


class Rendered(Frozen):
    """A message ready to go; `headers` are those that the channel puts on the wire."""

    subject: str = ""
    """of an email; the title of a push message"""
    html: str = ""
    text: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    url: str = ""
    """where a push message leads"""
    attachments: tuple[Attachment, ...] = ()
    urgency: Literal["very-low", "low", "normal", "high"] = "normal"
    valid_for: float | None = None
    """seconds after which a provider need not try any more"""
    track_opens: bool = True
    track_clicks: bool = True
    task: TaskTerms | None = None

    def kept(self) -> "Rendered":
        """What is kept of it: files by their names, since the catalogue has their content."""
        named = tuple(one.model_copy(update={"content": ""}) for one in self.attachments)
        return self.model_copy(update={"attachments": named})


class Parcel(Frozen):
    """What a channel gets: nothing personal but the address and the rendered message."""

    message_id: str
    attempt: int
    message: str
    title: str = ""
    purpose: str
    department: str
    marketing: bool
    address: str
    rendered: Rendered
    taken_back: int = 0
    """how often the message was taken back before: a channel that knows tasks by an id needs another one"""
    trace: str | None = None
    begin_within: float | None = None
    """seconds; no request may begin later"""
