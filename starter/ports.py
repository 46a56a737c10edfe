"""What the doors need of the ledger's side, as Protocols, and what they answer."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Protocol

from audit.inbox import KeptInput, Why
from audit.queries.inputs import Known
from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Input
from engine.contracts.shared_pause import SharedPause
from engine.language.reactions import Reaction
from engine.language.schema import Schema
from engine.language.terms import Channel
from engine.model import Frozen


class Taken(StrEnum):
    """What became of an input at the door."""

    SIGNALLED = "signalled"
    """the customer's workflow has it"""
    STORED = "stored"
    """kept in the inbox: of no interest to any journey now, or to be signalled as soon as it can be"""
    DUPLICATE = "duplicate"
    """its id was seen before for this customer; nothing changed"""


class InForce(Frozen):
    """What a door has to know of what is published."""

    number: int
    interest: frozenset[str]
    """trigger types that any published version names"""
    heard: frozenset[Reaction]
    """the reactions of which every one can change a decision, by any published version"""
    plan: Schema
    journeys: frozenset[str]
    messages: frozenset[str]
    channels: frozenset[Channel]
    """of the policy"""
    places: frozenset[Channel]
    """channels on which messages wait until she comes"""
    addresses: frozenset[str]
    """attributes that the policy names as the addresses of a team's own channels"""


class Published(Protocol):
    async def in_force(self, *, fresh: bool = False) -> InForce:
        """At most a few seconds old, or, with `fresh`, of this moment. Raises NothingPublished."""
        ...


class Ledger(Protocol):
    async def known(self, customer_id: str, input_id: str) -> Known:
        """Whether an input of this id was taken in before, and whether anything is at all for this customer."""
        ...

    async def answer(self, customer_id: str, message_id: str) -> AskAnswer | None:
        """What a department's ask about a message was answered, as far as it is on record."""
        ...

    async def pauses(self) -> tuple[SharedPause, ...]:
        """What is paused for everybody, as of now."""
        ...

    async def is_customer(self, customer_id: str) -> bool:
        """Whether there is or was anything of a customer."""
        ...


class InboxDoor(Protocol):
    async def store(self, customer_id: str, entry: Input, why: Why) -> None:
        """Keep an input; the same one again changes nothing."""
        ...


class InboxShelf(InboxDoor, Protocol):
    """The inbox as the drain sees it."""

    async def pending(
        self, limit: int, why: Collection[Why], types: Collection[str] | None, after: int, without: Collection[str]
    ) -> Sequence[KeptInput]: ...

    async def absorbed(self, kept: Sequence[KeptInput]) -> frozenset[int]:
        """The numbers of those that are in the ledger already."""
        ...

    async def mark_drained(self, numbers: Collection[int]) -> None: ...

    async def take_turn(self) -> bool:
        """Whether this process drains now, for `LEASE` from the call on; another one does otherwise."""
        ...

    async def give_turn(self) -> None:
        """Let another process drain at once."""
        ...

    async def nudged(self, within: float) -> None:
        """Returns when something was put into the inbox by this process, or after so many seconds."""
        ...
