"""What happened inside a customer since the last activity: written with ledger and directory in one transaction."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from engine.contracts.inputs import ConsentChange, Input
from engine.language.terms import Channel, EntryRefusal, Origin, Purpose, Reason
from engine.model import Attributes, Frozen, Instant


class EntryBase(Frozen):
    """`seq` rises by one and never repeats within a life: with the customer's id and the life it is the row's key."""

    seq: int
    life: str = ""
    """the life in which it was noted, if that is over; empty: the journal's"""
    at: Instant
    """the workflow's time"""


class Absorbed(EntryBase):
    """An input was taken in; `note` says what was corrected (a future time) or why it had no effect."""

    kind: Literal["absorbed"] = "absorbed"
    input: Input
    event_at: Instant
    note: str = ""


Verdict = Literal["send", "hold", "next_channel", "drop"]


class RuleLook(Frozen):
    """One rule that was looked at for a decision: what it read and what it said."""

    rule: str
    verdict: Verdict
    reason: Reason | None = None
    until: Instant | None = None
    channel: Channel | None = None
    evidence: dict[str, JsonValue] = Field(default_factory=dict)


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
    attempt: int = 0
    catalogue: int
    held_before: int = 0
    """how often it was looked at since the last record without a change"""
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
    scope: Literal["marketing", "everything"]
    cause: str


class Corrected(EntryBase):
    """A message whose outcome was unknown turned out to be accepted or refused (feedback, look-up, operator)."""

    kind: Literal["corrected"] = "corrected"
    message_id: str
    attempt: int
    outcome: Literal["accepted", "refused"]
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
    | Ended
    | GoalReached
    | ConsentRecorded
    | Suppressed
    | Corrected
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
