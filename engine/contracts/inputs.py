"""Everything that can reach a customer: one closed union, told apart by `kind`, each with an id of its own."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from engine.contracts.answers import Answer, LookupAnswer, RecordAnswer, Withdrawal
from engine.contracts.shared_pause import SharedPause
from engine.contracts.verbs import Verb
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Origin, Purpose
from engine.language.written import Name
from engine.model import Attributes, Frozen, Instant

InputId = Annotated[str, Field(min_length=1, max_length=200)]


class InputBase(Frozen):
    """`trace` is a W3C traceparent: the decision and the delivery join the caller's trace by it."""

    id: InputId
    trace: str | None = None
    catalogue: int | None = None
    """the number in force at the sender; a workflow keeps the highest it has seen"""


class Track(InputBase):
    """A trigger: something that happened to or was done by the customer."""

    kind: Literal["track"] = "track"
    type: str
    at: Instant
    properties: Attributes = Field(default_factory=dict)
    backfill: bool = False
    """an import: memory and profile only, no entry, exit, wait_for or goal"""


class ConsentChange(Frozen):
    """A consent given or withdrawn; None stands for every purpose, channel or topic."""

    status: Literal["pending", "granted", "denied", "unknown"]
    """`unknown`: what was said of exactly this before counts no more"""
    purpose: Purpose | None = None
    channel: Channel | None = None
    topic: str | None = None
    source: str = ""
    wording: str = ""
    confirmed: bool = Field(default=False, exclude_if=lambda confirmed: not confirmed)
    """given, or given again, from the address itself: what a channel with double opt-in counts"""
    proof: str = Field(default="", exclude_if=lambda proof: not proof)
    """under which the ledger keeps when, where and by which words it was given"""


class Identify(InputBase):
    """A change of the profile: attributes (null removes one) and consents, as of `at`."""

    kind: Literal["identify"] = "identify"
    at: Instant
    attributes: Attributes = Field(default_factory=dict)
    consents: tuple[ConsentChange, ...] = ()
    backfill: bool = False


class Feedback(InputBase):
    """What the provider or the customer said about a message afterwards; `id` is the provider's event id."""

    kind: Literal["feedback"] = "feedback"
    at: Instant
    message_id: str
    """empty: said of no message that is known"""
    reaction: Reaction
    machine: bool = False
    """opened by a machine (a mail proxy): never counts as an answer"""
    hard: bool = False
    """a bounce for good, or an address that does not exist: suppresses the address for everything"""
    detail: Attributes = Field(default_factory=dict)
    channel: Channel | None = Field(default=None, exclude_if=lambda channel: channel is None)
    """where it was said, as the door knows it; the workflow's own knowledge of the message goes before it"""
    address: str | None = Field(default=None, exclude_if=lambda address: address is None)
    """as her profile, or the message, spells it"""
    everything: bool = Field(default=False, exclude_if=lambda everything: not everything)
    """an opt-out of every message to the address, not of marketing alone (`STOP`), or its end (`START`)"""


class Propose(InputBase):
    """A message put before the decision point from outside a journey; `id` is the proposal's id."""

    kind: Literal["propose"] = "propose"
    at: Instant
    message: str
    origin: Origin = "operator"
    department: str | None = None
    broadcast: str | None = None
    """the broadcast that it belongs to"""
    facts: Attributes = Field(default_factory=dict)
    """what its content reads as `run.*`"""


class Elsewhere(Frozen):
    """A message of a department that sends it by a system of its own."""

    message: Name
    """its key there"""
    department: Name
    purpose: Purpose
    tags: tuple[Name, ...] = ()
    topics: tuple[Name, ...] = ()
    priority: int = Field(default=50, ge=0, le=100)


class Ask(InputBase):
    """May this be sent? Answered at once with a reservation or a drop; `id` is the ask's, and makes it idempotent."""

    kind: Literal["ask"] = "ask"
    at: Instant
    what: Elsewhere
    channels: tuple[Channel, ...] = Field(min_length=1)
    """the first that passes is the answer's"""
    address: str | None = None
    """where the department means to send it; None: the customer's own"""
    ttl: float = Field(default=600, gt=0, le=86_400)
    """seconds until the reservation lapses"""
    paused: tuple[SharedPause, ...] = Field(default=(), exclude_if=lambda paused: not paused)
    """for everybody, as the door knows it"""


class Confirm(InputBase):
    """What an ask was for has been sent, at `at`."""

    kind: Literal["confirm"] = "confirm"
    at: Instant
    ask: InputId


class Release(InputBase):
    """What an ask reserved, or a report planned, will not be sent."""

    kind: Literal["release"] = "release"
    at: Instant
    ask: InputId
    """the id of the ask, or of the report"""


class Report(InputBase):
    """A department sent a message without asking, or is going to; `at` is when it says so."""

    kind: Literal["report"] = "report"
    at: Instant
    what: Elsewhere
    channel: Channel
    sent_at: Instant
    """in the future: it is planned"""


class Enrol(InputBase):
    """Enter a journey by a call."""

    kind: Literal["enrol"] = "enrol"
    at: Instant
    journey: str
    facts: Attributes = Field(default_factory=dict)
    """read as `event.*` by `remember` and `key`"""


class Visit(InputBase):
    """She is there: which of the messages that wait for this place are to be shown; `id` makes it idempotent."""

    kind: Literal["visit"] = "visit"
    at: Instant
    place: Channel
    most: int = Field(default=1, ge=1, le=20)
    """how many messages at most"""
    ttl: float = Field(default=600, gt=0, le=86_400)
    """seconds until what was answered and not shown waits again"""
    paused: tuple[SharedPause, ...] = Field(default=(), exclude_if=lambda paused: not paused)
    """for everybody, as the door knows it"""


class Control(InputBase):
    """An operator's or the system's word to this customer's workflow."""

    kind: Literal["control"] = "control"
    at: Instant
    order: Verb
    operator: str = "system"
    reason: str = Field(default="", exclude_if=lambda reason: not reason)


class Delivered(InputBase):
    """The answer of a `Deliver` command; `id` is made of the message and the attempt."""

    kind: Literal["delivered"] = "delivered"
    message_id: str
    attempt: int
    answer: Answer


class Withdrawn(InputBase):
    """The answer of a `Withdraw` command; `id` is made of the message and the attempt."""

    kind: Literal["withdrawn"] = "withdrawn"
    message_id: str
    attempt: int
    answer: Withdrawal


class LookedUp(InputBase):
    """The answer of a `LookUp` command."""

    kind: Literal["looked_up"] = "looked_up"
    enrolment_id: str
    step: str
    visit: int
    answer: LookupAnswer


class Journaled(InputBase):
    """The answer of a `Record` command; `id` is the command's."""

    kind: Literal["journaled"] = "journaled"
    answer: RecordAnswer


Input = Annotated[
    Track
    | Identify
    | Feedback
    | Propose
    | Ask
    | Confirm
    | Release
    | Report
    | Visit
    | Enrol
    | Control
    | Delivered
    | Withdrawn
    | LookedUp
    | Journaled,
    Field(discriminator="kind"),
]


def input_time(entry: Input, arrival: datetime) -> datetime:
    """When it happened; answers of commands happen when they arrive."""
    match entry:
        case Delivered() | Withdrawn() | LookedUp() | Journaled():
            return arrival
        case _:
            return entry.at
