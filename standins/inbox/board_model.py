"""What the inbox shows of channels that are no mail: cards, and what may be done with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable


@dataclass(frozen=True)
class Place:
    """Where a channel has its page, in the row of places at the top."""

    name: str
    title: str
    url: str
    messages: int | None = None
    current: bool = False


@dataclass(frozen=True)
class Action:
    """A button; with an `entry` there is something to fill in before it."""

    name: str
    title: str
    entry: Literal["", "text", "time"] = ""
    label: str = ""
    """of the entry"""


@dataclass(frozen=True)
class Card:
    """One message as its page shows it; texts are as they came, nothing is escaped."""

    number: int
    to: str
    title: str
    text: str
    at: datetime
    state: str
    link: str = ""
    html: str = ""
    """markup of its own, shown in a cage"""
    shape: Literal["note", "postcard"] = "note"
    facts: Sequence[tuple[str, str]] = ()
    answers: Sequence[str] = ()
    """what was said back so far"""
    actions: Sequence[Action] = ()


class CannotBeDone(Exception):
    """The text says why."""


class Board(Protocol):
    """A channel's place in the inbox."""

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def empty(self) -> str:
        """What is said while there is no card."""
        ...

    def __len__(self) -> int: ...

    def cards(self, to: str) -> Sequence[Card]:
        """Newest first; of all recipients, or of those that have that part."""
        ...

    async def act(self, number: int, action: str, filled: Mapping[str, str]) -> None:
        """Do what a button says. Raises CannotBeDone."""
        ...


@dataclass(frozen=True)
class Field:
    """Something to fill in above the cards; with `choices` one of them."""

    name: str
    label: str
    choices: Sequence[str] = ()


@runtime_checkable
class AskingBoard(Board, Protocol):
    """A place at which somebody asks first."""

    @property
    def fields(self) -> Sequence[Field]: ...

    @property
    def button(self) -> str: ...

    async def ask(self, filled: Mapping[str, str]) -> None:
        """Raises CannotBeDone."""
        ...
