"""The ways out of the house, as Protocols: owned here so that the rooms that implement them never meet."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from engine.contracts.answers import Answer, LookupAnswer, NotNow, RecordAnswer, Withdrawal
from engine.contracts.commands import Deliver, LookUp, Recall, Record, Withdraw
from engine.contracts.facts import Facts
from engine.contracts.journal import Journal
from engine.contracts.parcel import Parcel, Rendered
from engine.contracts.recollection import Recollection
from engine.errors import ToldError
from engine.language.terms import Channel
from engine.model import Frozen


class Shelf(Protocol):
    """The read-only store of what is published; a hash names its content, so nothing read ever changes."""

    def catalogue(self, number: int) -> str:
        """The canonical JSON of a catalogue. Raises PartMissing."""
        ...

    def part(self, name: str) -> str:
        """The canonical JSON of a part by its hash. Raises PartMissing."""
        ...


class PartMissing(LookupError):
    """A catalogue or part that the store does not have, or cannot be read now: the task is tried again."""


class ContentFault(Exception):
    """The content cannot be rendered for this customer: a variable is missing or a limit was hit."""


class Renderer(Protocol):
    """Renders a published message for one customer."""

    def render(self, content: str, channel: Channel, facts: Facts) -> Rendered:
        """Raises ContentFault, naming the template and the place."""
        ...


class Forgetting(Frozen):
    """Whether a provider took it over to forget recipients."""

    taken: bool
    detail: str = ""
    """nothing personal"""


class ChannelAdapter(Protocol):
    """A way to hand a message over; it makes one attempt and never retries by itself."""

    @property
    def channel(self) -> Channel: ...

    @property
    def dedupes(self) -> Literal["native_key", "collapse_key", "none"]:
        """How a second request with the same message id is treated by the provider."""
        ...

    async def send(self, parcel: Parcel) -> Answer:
        """The closed union; provider errors are answers, never exceptions."""
        ...

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        """Take back what was accepted; `too_late` at once where the channel knows no way back."""
        ...

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        """Have the provider delete what it keeps of these recipients; provider errors are answers, never exceptions."""
        ...

    async def close(self) -> None: ...


class Allowance(Protocol):
    """How much may be sent through a provider's account, shared by all workers."""

    async def take(self, account: str) -> datetime | None:
        """None: one request may go now, after a second at most. Else the instant from which the account takes more."""
        ...

    async def hold(self, account: str, until: datetime, detail: str) -> None:
        """The provider said that the account takes nothing before `until`."""
        ...


class Claimed(Frozen):
    """The claim stands: the provider may be called."""

    claim: Literal["claimed"] = "claimed"


class Settled(Frozen):
    """An earlier attempt of this activity already came to an end."""

    claim: Literal["settled"] = "settled"
    answer: Answer


class Ledger(Protocol):
    """The audit store, as the activities see it; append-only."""

    async def claim(self, command: Deliver, rendered: Rendered, lease: float) -> Claimed | Settled | NotNow:
        """In one transaction: read the shared rows, have the engine judge them, write journal and claim.

        A live lease answers NotNow(leased, until); a lapsed one without an outcome is settled `unknown`.
        `lease` in seconds, on the database's clock.
        """
        ...

    async def settle(self, command: Deliver, answer: Answer) -> None:
        """Write the outcome of the claim (a second insert, never an update)."""
        ...

    async def refuse(self, command: Deliver, answer: Answer) -> RecordAnswer:
        """Write journal and outcome of a delivery that was refused before any claim (content)."""
        ...

    async def record(self, command: Record) -> RecordAnswer: ...

    async def recall(self, command: Recall) -> Recollection: ...


class LookupSource(Protocol):
    """Registered look-ups by name."""

    async def find(self, command: LookUp) -> LookupAnswer: ...


class Publication(Frozen):
    """What one act of publishing put in force."""

    number: int
    at: datetime
    by: str
    commit: str | None
    catalogue: str
    """canonical JSON"""


class Publications(Protocol):
    """Where catalogues are kept: append-only numbers, immutable parts."""

    def in_force(self) -> int:
        """The highest number; 0 when nothing is published."""
        ...

    def publish(self, catalogue: str, parts: dict[str, str], by: str, commit: str | None, at: datetime) -> int:
        """Append under the next number, unless this content is in force; returns the number in force."""
        ...

    def numbers(self) -> Sequence[Publication]: ...


class WrappedKey(Frozen):
    """A data key as it is kept: wrapped by a master key."""

    owner: str
    """the customer's id; empty for what belongs to nobody in particular"""
    id: str
    master: str
    """id of the master key"""
    wrapped: str
    """base64"""


class KeyDestroyed(ToldError):
    """The owner was erased: what the key protected can be read by nobody, and there will be no other one."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"{owner!r} was erased: the key is destroyed")


class KeyUnknown(ToldError, LookupError):
    """No such key was ever kept here."""

    def __init__(self, key_id: str) -> None:
        super().__init__(
            f"payloads are encrypted with the key {key_id!r}, which this ledger does not have: "
            "is DATABASE_URL the ledger of these customers, and was it restored whole?"
        )


class KeyStore(Protocol):
    """Where data keys are kept, one for each owner; blocking."""

    def of_owner(self, owner: str) -> WrappedKey | None:
        """None: the owner has none yet. Raises KeyDestroyed."""
        ...

    def by_id(self, key_id: str) -> WrappedKey:
        """Raises KeyUnknown, KeyDestroyed."""
        ...

    def add(self, key: WrappedKey) -> WrappedKey:
        """Keep the owner's first key, and return the one that stands. Raises KeyDestroyed."""
        ...

    def wrapped_by_others(self, master: str, limit: int) -> Sequence[WrappedKey]:
        """Some of the keys that another master key than this one wraps."""
        ...

    def one_of_each_master(self) -> Sequence[WrappedKey]:
        """A key for each master key that wraps any."""
        ...

    def rewrap(self, keys: Sequence[WrappedKey]) -> None:
        """Put new wraps in the place of the old."""
        ...


class Telemetry(Protocol):
    """Traces and metrics of decisions and deliveries; costs nothing when no endpoint is set."""

    def delivered(self, command: Deliver, answer: Answer, seconds: float) -> None:
        """A delivery has its answer after `seconds`; the journal it carried is counted here too."""
        ...

    def recorded(self, journal: Journal) -> None:
        """The ledger took a journal without a delivery."""
        ...
