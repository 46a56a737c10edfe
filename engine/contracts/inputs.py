"""Everything that can reach a customer: one closed union, told apart by `kind`, each with an id of its own."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from engine.contracts.answers import Answer, LookupAnswer, RecordAnswer
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

    status: Literal["pending", "granted", "denied"]
    purpose: Purpose | None = None
    channel: Channel | None = None
    topic: str | None = None
    source: str = ""
    wording: str = ""
    confirmed: bool = Field(default=False, exclude_if=lambda confirmed: not confirmed)
    """given, or given again, from the address itself: what a channel with double opt-in counts"""


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
    reaction: Reaction
    machine: bool = False
    """opened by a machine (a mail proxy): never counts as an answer"""
    hard: bool = False
    """a bounce for good, or an address that does not exist: suppresses the address for everything"""
    detail: Attributes = Field(default_factory=dict)


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


class Kick(Frozen):
    """Wake up and, if a newer build is current, continue on it."""

    verb: Literal["kick"] = "kick"


class Refresh(Frozen):
    """Meet the catalogue that comes with it, so that its conditions are due; enter the journey named if she meets
    its condition already."""

    verb: Literal["refresh"] = "refresh"
    journey: str | None = None


def _is_empty(text: str) -> bool:
    return not text


class Pause(Frozen):
    """Hold every message of this customer, or of one journey or channel of hers."""

    verb: Literal["pause"] = "pause"
    journey: str | None = None
    channel: Channel | None = None
    reason: str = Field(default="", exclude_if=_is_empty)


class Resume(Frozen):
    verb: Literal["resume"] = "resume"
    journey: str | None = None
    channel: Channel | None = None
    reason: str = Field(default="", exclude_if=_is_empty)


class LookAgain(Frozen):
    """Put a message before the decision point that waits for what more than one customer shares: that has changed."""

    verb: Literal["look_again"] = "look_again"
    message_id: str


class Settle(Frozen):
    """Say what became of a message whose outcome is unknown."""

    verb: Literal["settle"] = "settle"
    message_id: str
    accepted: bool


class Cancel(Frozen):
    """Take back a message that waits or is on its way; a request that was written runs to its end."""

    verb: Literal["cancel"] = "cancel"
    message_id: str


class Migrate(Frozen):
    """Move the running enrolments of a journey to another version of it."""

    verb: Literal["migrate"] = "migrate"
    journey: str
    to_version: str
    catalogue: int
    """under which that version is published; its messages are there"""
    steps: dict[str, str | None] = Field(default_factory=dict)
    """old step → new step; None: off the end"""


class Erase(Frozen):
    """Forget everything about this customer and end."""

    verb: Literal["erase"] = "erase"


Verb = Annotated[
    Kick | Refresh | Migrate | Pause | Resume | LookAgain | Settle | Cancel | Erase, Field(discriminator="verb")
]


class Control(InputBase):
    """An operator's or the system's word to this customer's workflow."""

    kind: Literal["control"] = "control"
    at: Instant
    order: Verb
    operator: str = "system"


class Delivered(InputBase):
    """The answer of a `Deliver` command; `id` is made of the message and the attempt."""

    kind: Literal["delivered"] = "delivered"
    message_id: str
    attempt: int
    answer: Answer


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
    | Enrol
    | Control
    | Delivered
    | LookedUp
    | Journaled,
    Field(discriminator="kind"),
]


def input_time(entry: Input, arrival: datetime) -> datetime:
    """When it happened; answers of commands happen when they arrive."""
    match entry:
        case Delivered() | LookedUp() | Journaled():
            return arrival
        case _:
            return entry.at
