"""What the inbox shows, whatever channel it came by: a message, a recipient, and the place that an address names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from urllib.parse import urlencode

from standins.inbox.board_model import Place as ChannelPlace

View = Literal["look", "text", "links", "headers", "source"]
VIEWS: tuple[View, ...] = get_args(View)

Width = Literal["desktop", "phone"]
WIDTHS: tuple[Width, ...] = get_args(Width)


@dataclass(frozen=True)
class Unsubscribing:
    """What the message offers a mail client: where to, and whether one click is enough (RFC 8058)."""

    targets: str
    one_click: bool


@dataclass(frozen=True)
class Message:
    """One message as the pages show it; texts are as they came, nothing is escaped."""

    number: int
    channel: Literal["email"]
    """others join when there is a stand-in for them"""
    sender: str
    """the name, or the address where there is none"""
    sender_address: str
    recipients: Sequence[str]
    recipients_line: str
    title: str
    text: str
    html: str
    received_at: datetime
    labels: Sequence[str] = ()
    attachments: Sequence[str] = ()
    unsubscribing: Unsubscribing | None = None
    headers: Sequence[tuple[str, str]] = ()
    """as the recipient's mail client has them"""
    particulars: Sequence[tuple[str, str]] = ()
    """what else the provider was told, which the recipient does not see"""
    json_url: str = ""
    answers_url: str = ""
    """where what its reader does is told; empty where nobody is told"""
    follow_url: str = ""
    """where its links are counted on their way, with the link's number; empty where they are not"""


@dataclass(frozen=True)
class Recipient:
    """One address and how many messages it has."""

    address: str
    messages: int


@dataclass(frozen=True)
class Listed:
    """The messages that are in the middle pane: one page of those found, newest first."""

    messages: Sequence[Message]
    found: int
    page: int
    pages: int


@dataclass(frozen=True)
class Place:
    """Where somebody is in the inbox: the page's own address says all of it."""

    to: str = ""
    """a recipient's address, or a part of one to search for"""
    all_chosen: bool = False
    """somebody asked for the list of all messages, which on a phone is a page of its own"""
    view: View = "look"
    width: Width = "desktop"


@dataclass(frozen=True)
class Inbox:
    """Everything that one page shows."""

    provider: str
    place: Place
    total: int
    recipients: Sequence[Recipient]
    """newest message first; those that match where a part of an address is searched for"""
    chosen: Recipient | None
    """None while all messages, or those of a search, are listed"""
    listed: Listed
    opened: Message | None = None
    places: Sequence[ChannelPlace] = ()
    """of the other channels; none where there is the mail alone"""
    now: datetime = field(kw_only=True)


def list_url(to: str = "", page: int = 1) -> str:
    """Of a recipient's messages; of all of them without a recipient."""
    return "/?" + urlencode({"to": to} | ({"page": page} if page > 1 else {}))


def message_url(number: int, place: Place, view: View = "look", width: Width = "desktop") -> str:
    """Of a message beside the list it was found in."""
    asked = {"to": place.to} if place.to else {}
    asked |= {"view": view} if view != "look" else {}
    asked |= {"width": width} if width != "desktop" else {}
    return f"/mails/{number}" + (f"?{urlencode(asked)}" if asked else "")
