"""What a provider is asked about a message that it may have, and what it answers."""

from typing import Literal, Protocol, runtime_checkable

from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.model import Frozen, Instant


class Meaning(Frozen):
    """What an event says of a message, or of the address that it came from."""

    reaction: Reaction
    hard: bool = False
    everything: bool = False
    """`STOP` and `START`: of all messages to the number, for everybody who has it"""


class Inquiry(Frozen):
    """One attempt, as far as the ledger knows it; personal."""

    address: str
    begins: str
    """how its text begins: up to where the provider, or a link of its own, may have changed it"""
    since: Instant
    until: Instant
    """when the request may have been taken, by our clock"""
    provider_id: str | None = None
    """None: no answer came"""
    others: frozenset[str] = frozenset()
    """provider ids that belong to other messages"""


class Found(Frozen):
    """The provider has it; `event_id` is that of the webhook that says the same."""

    finding: Literal["found"] = "found"
    provider: str
    provider_id: str
    event_id: str
    kind: str
    """the provider's own word"""
    meanings: tuple[Meaning, ...] = ()


class NotThere(Frozen):
    """The provider was never given it."""

    finding: Literal["not_there"] = "not_there"


class NotLearnt(Frozen):
    """The provider did not answer, or not clearly."""

    finding: Literal["not_learnt"] = "not_learnt"
    detail: str = ""
    """nothing personal"""


Finding = Found | NotThere | NotLearnt


@runtime_checkable
class Inquirer(Protocol):
    """An adapter whose provider can be asked what became of a message; not every one can."""

    @property
    def channel(self) -> Channel: ...

    async def find(self, inquiry: Inquiry) -> Finding:
        """Provider errors are answers, never exceptions."""
        ...

    async def close(self) -> None: ...
