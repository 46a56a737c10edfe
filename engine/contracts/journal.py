"""What happened inside a customer since the last activity: written with ledger and directory in one transaction."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from engine.contracts.entry import EntryBase, Presented
from engine.contracts.inputs import ConsentChange, Input
from engine.language.terms import Channel, EntryRefusal, Origin, Purpose, Reason
from engine.model import Attributes, Frozen, Instant


class Absorbed(EntryBase):
    """An input was taken in; `note` says what was corrected (a future time) or why it had no effect."""

    kind: Literal["absorbed"] = "absorbed"
    input: Input
    event_at: Instant
    note: str = ""


Verdict = Literal["send", "hold", "next_channel", "drop"]


def _is_unset(value: object) -> bool:
    """The journal travels with the customer: what does not apply takes no room."""
    return not value


class RuleLook(Frozen):
    """One rule that was looked at for a decision: what it read and what it said."""

    rule: str
    verdict: Verdict
    reason: Reason | None = None
    until: Instant | None = None
    channel: Channel | None = None
    evidence: dict[str, JsonValue] = Field(default_factory=dict)
    """everything that the verdict follows from: the rule says the same of it at any time"""
    name: str = Field(default="", exclude_if=_is_unset)
    """the rule's name in the policy, where there are several of its kind"""
    observed: bool = Field(default=False, exclude_if=_is_unset)
    """looked at and on record, but it stops nothing"""
    changes: Instant | None = Field(default=None, exclude_if=_is_unset)
    """the earliest instant at which the clock alone can change what it read"""


class Decided(EntryBase):
    """What became of a proposal, with every rule that was looked at."""

    kind: Literal["decided"] = "decided"
    message_id: str
    message: str
    purpose: Purpose
    department: str
    origin: Origin
    journey: str | None = None
    version: str | None = None
    enrolment_id: str | None = None
    step: str | None = None
    due: Instant
    """when the proposal came due; the decision may be later when work was waiting"""
    verdict: Literal["send", "hold", "drop"]
    channel: Channel | None = None
    reason: Reason | None = None
    until: Instant | None = None
    """of a hold; of a drop by a rule of the house, when that rule would have let it pass"""
    attempt: int = 0
    catalogue: int
    held_before: int = 0
    """how often it was looked at since the last record without a change"""
    tags: tuple[str, ...] = Field(default=(), exclude_if=_is_unset)
    topics: tuple[str, ...] = Field(default=(), exclude_if=_is_unset)
    broadcast: str | None = Field(default=None, exclude_if=_is_unset)
    """the broadcast that proposed it"""
    shadow: bool = Field(default=False, exclude_if=_is_unset)
    """decided like any other, and not sent"""
    asked: bool = Field(default=False, exclude_if=_is_unset)
    """a department asked whether it may send it itself; a `send` is a reservation"""
    lapses: Instant | None = Field(default=None, exclude_if=_is_unset)
    """when the reservation is over if nobody confirms it"""
    rules: tuple[RuleLook, ...] = ()
    trace: str | None = None


class Entered(EntryBase):
    kind: Literal["entered"] = "entered"
    enrolment_id: str
    journey: str
    version: str
    key: str
    due: Instant
    cause: Literal["trigger", "condition", "call", "journey"]
    trigger_id: str
    arm: Literal["control", "treated"] | None = Field(default=None, exclude_if=_is_unset)
    """by the holdouts of the journey and of the policy when she entered; None: there were none"""


class EntryRefused(EntryBase):
    kind: Literal["entry_refused"] = "entry_refused"
    journey: str
    key: str = ""
    reason: EntryRefusal
    trigger_id: str


class Moved(EntryBase):
    """An enrolment came to a step."""

    kind: Literal["moved"] = "moved"
    enrolment_id: str
    journey: str
    step: str
    due: Instant
    version: str | None = None
    """set where it was moved to another version"""


class Drawn(EntryBase):
    """An enrolment took an arm of a split."""

    kind: Literal["drawn"] = "drawn"
    enrolment_id: str
    journey: str
    version: str
    step: str
    arm: str


class Ended(EntryBase):
    kind: Literal["ended"] = "ended"
    enrolment_id: str
    journey: str
    version: str
    outcome: str
    due: Instant


class GoalReached(EntryBase):
    kind: Literal["goal"] = "goal"
    enrolment_id: str
    journey: str
    version: str
    event_at: Instant
    value: float | None = None
    credited_to: str | None = None
    """the last message of the enrolment sent before the event"""


class ConsentRecorded(EntryBase):
    """A consent as it stands now; also those that feedback and one-click bring."""

    kind: Literal["consent"] = "consent"
    consent: ConsentChange
    event_at: Instant


class Suppressed(EntryBase):
    """An address may not be written to any more; the row in the ledger holds its keyed hash only."""

    kind: Literal["suppressed"] = "suppressed"
    channel: Channel
    address: str
    scope: Literal["marketing", "everything", "nothing"]
    """`nothing`: she wrote from it that she wants messages again, which undoes what only kept it from `everything`"""
    cause: str


class SlotChanged(EntryBase):
    """What became of a reservation that an `ask` was given, or of a planned message."""

    kind: Literal["slot"] = "slot"
    message_id: str
    what: Literal["confirmed", "released", "lapsed"]
    sent_at: Instant | None = None
    """of a confirmation"""


class Reported(EntryBase):
    """A message that a department sent, or plans to send, without asking."""

    kind: Literal["reported"] = "reported"
    message_id: str
    message: str
    purpose: Purpose
    department: str
    channel: Channel
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    sent_at: Instant
    planned: bool = False
    """it was still to come when it was reported"""
    over: tuple[str, ...] = ()
    """the rules of the policy that it breaks, by kind and name"""
    lapsed: bool = False
    """it was asked for, and confirmed after the reservation had lapsed"""
    priority: int = 50


class Corrected(EntryBase):
    """A message whose outcome was unknown turned out to be accepted or refused (feedback, look-up, operator), or one
    that was handed over was taken back: then `by` is the reason."""

    kind: Literal["corrected"] = "corrected"
    message_id: str
    attempt: int
    outcome: Literal["accepted", "refused", "withdrawn"]
    by: str


class Alerted(EntryBase):
    """Something an operator should look at."""

    kind: Literal["alert"] = "alert"
    what: str
    detail: str = ""


Entry = Annotated[
    Absorbed
    | Decided
    | Entered
    | EntryRefused
    | Moved
    | Drawn
    | Ended
    | GoalReached
    | ConsentRecorded
    | Suppressed
    | SlotChanged
    | Reported
    | Corrected
    | Presented
    | Alerted,
    Field(discriminator="kind"),
]


class DirectoryRow(Frozen):
    """Where one enrolment of a customer stands."""

    enrolment_id: str
    journey: str
    version: str
    key: str
    step: str
    since: Instant
    deadline: Instant | None = None


class Profile(Frozen):
    """The last snapshot of what is known about the customer; the workflow owns it while it runs."""

    attributes: Attributes
    changed_at: dict[str, Instant]
    """attribute → event time of its last writing"""


class ComplaintGuard(Frozen):
    """More complaints than such a share of the deliveries of a journey or message pause it, from so many on."""

    kind: Literal["journey", "message"]
    name: str
    above: float
    """a fraction"""
    of_at_least: int


class Journal(Frozen):
    """One customer's news for the ledger; entries in order of `seq`."""

    life: str = ""
    """the id of the run that recalled what the ledger knew: an activity of a run that was terminated or reset
    may still write, under numbers that the next life gives as well"""
    entries: tuple[Entry, ...] = ()
    directory: tuple[DirectoryRow, ...] = ()
    profile: Profile | None = None
    """only when it changed since the last journal"""
    as_of: Instant
    next_deadline: Instant | None = None
    complaint_guards: tuple[ComplaintGuard, ...] = Field(default=(), exclude_if=_is_unset)
    """only with a complaint, for its message and journey"""
