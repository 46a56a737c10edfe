"""Everything that is kept of one customer: one bounded, serialisable state, carried whole."""

from datetime import timedelta
from typing import Literal

from pydantic import Field

from engine.contracts.commands import Withdraw
from engine.contracts.journal import Entry
from engine.contracts.views import TimelineItem
from engine.customer.asked import Answered, Asked
from engine.customer.marks import (
    Ahead,
    BlockMark,
    Carrier,
    Edge,
    GoalWatch,
    KeptConsent,
    KeptSuppression,
    Paused,
    ThresholdMark,
)
from engine.customer.memory import Memory
from engine.customer.places import Lapsed, Planned, Slot
from engine.customer.visits import Visited, Visiting
from engine.language.reactions import CallOutcome, Reaction
from engine.language.terms import Channel, Origin, Reason
from engine.model import Attributes, Instant, Kept

MAX_ENROLMENTS = 200
MAX_PROPOSALS = 200
MAX_SENT = 400
MAX_EXITS = 1_000
MAX_LAPSED = 100
MAX_SEEN = 512
MAX_TAIL = 50
SEEN_FOR = timedelta(days=7)
LAPSED_FOR = timedelta(days=7)
SENT_FOR = timedelta(days=91)
STATE_ALARM_BYTES = 512 * 1024


class Enrolment(Kept):
    """One customer in one journey and key, pinned to one version of it."""

    id: str
    journey: str
    version: str
    key: str
    trigger_id: str
    entered_at: Instant
    """the instant of entry: of the trigger's arrival, or at which the condition became true"""
    event_at: Instant
    """where `since run` begins: the entering trigger's event time, or the instant of entry"""
    step: str
    visit: int = 0
    """rises with every arrival at a step, so that a step met twice makes two messages"""
    began: Instant
    deadline: Instant | None = None
    watch: Instant | None = None
    """the earliest instant at which a condition of its exits or outcomes can change by the clock"""
    ending: str | None = None
    """its steps are through with this outcome; it stays until its last message is final"""
    event: Attributes = Field(default_factory=dict)
    run: Attributes = Field(default_factory=dict)
    catalogue: int = 0
    """the one in force at entry, or of the version it was moved to: where pinned messages come from, and those that
    are withdrawn by now"""
    migrated: bool = False
    """it was moved to another version: what it has sent is not sent again"""
    sends: dict[str, str] = Field(default_factory=dict)
    """step → the message that it has sent"""
    trace: str | None = None

    def keep_send(self, step: str, message: str) -> None:
        """Both, where a move has given another message's step this name: under one that no step can have."""
        while self.sends.get(step, message) != message:
            step += "'"
        self.sends[step] = message


class Proposal(Kept):
    """A message before the decision point, until it is sent or dropped."""

    id: str
    message: str
    content: str
    """the content when it was proposed; what counts when it is pinned or no longer published"""
    pinned: bool = False
    asked: Asked | None = None
    """of a department that sends it itself; there is no content then"""
    broadcast: str | None = None
    instead_of: str | None = None
    """the message in whose place the mix put it; nothing is put in its own"""
    best_of: int | None = Field(default=None, exclude_if=lambda place: place is None)
    """its place in the list of a step of which only the best message goes"""
    origin: Origin
    department: str
    priority: int
    channels: tuple[Channel, ...] | None = None
    enrolment_id: str | None = None
    journey: str | None = None
    version: str | None = None
    step: str | None = None
    visit: int = 0
    facts: Attributes = Field(default_factory=dict)
    due: Instant
    expires: Instant
    stands: Literal["due", "held", "in_flight", "reserved"] = "due"
    """`reserved`: for a department that asked, or offered to her at a place, up to `until`"""
    slot: Slot | None = None
    """the place that it takes since it was decided, until it is sent or decided again"""
    until: Instant | None = None
    changes: Instant | None = None
    """the earliest instant at which the clock can change what the rules read, while it is held"""
    reason: Reason | None = None
    rule: str | None = None
    behind: tuple[str, ...] = Field(default=(), exclude_if=lambda ids: not ids)
    """the messages that it gives way to while it is held: they do not give way to it"""
    looked: int = 0
    """decisions since the last record that changed nothing"""
    attempt: int = 1
    setbacks: int = 0
    """answers in a row that said not now, for the back-off"""
    not_before: Instant | None = None
    """as the last answer said; opt-outs and exits are looked at all the same"""
    setback: Reason | None = None
    waits: bool = False
    """somebody wakes it when what stood in the way is gone; `not_before` is for the case that nobody does"""
    no_place: dict[Channel, Instant] = Field(default_factory=dict)
    """channels that had no place left → when there may be one again"""
    paused_on: dict[Channel, Instant] = Field(default_factory=dict)
    """channels that were paused for everybody when it was to leave on them → when it looks again if nobody wakes it"""
    woken: bool = False
    """what it waits for has changed while a request was in flight"""
    decided_at: Instant | None = None
    channel: Channel | None = None
    address: str | None = None
    send_by: Instant | None = Field(default=None, exclude_if=lambda ends: ends is None)
    """when its delivery, as it was started, may leave no more"""
    reactions: dict[Reaction, Instant] = Field(default_factory=dict)
    """feedback that came before the outcome"""
    machine: bool = False
    """a machine opened it or followed its links"""
    cancelled: Reason | None = None
    """what took it back while a request was in flight"""
    cancelled_by: str | None = Field(default=None, exclude_if=lambda operator: operator is None)
    """the operator who did, and why"""
    doubted: bool = False
    """in flight, and asked back because the rules say something else by now"""
    unsettled: int | None = None
    """the attempt that may have arrived, while the next one is still to come"""
    proven: bool = False
    """feedback says that the provider took it over"""
    taken_back: int = Field(default=0, exclude_if=lambda times: not times)
    """how often it was taken back after it was handed over, to go elsewhere"""
    let_out: str | None = Field(default=None, exclude_if=lambda operator: operator is None)
    """the operator who lets it pass the rules of the house, and why"""
    call: CallOutcome | None = Field(default=None, exclude_if=lambda outcome: outcome is None)
    call_back_at: str | None = Field(default=None, exclude_if=lambda when: when is None)
    trace: str | None = None


class Recallable(Kept):
    """What a channel took over and may still give back, and what is needed to put it before the decision anew."""

    until: Instant
    """the cut-off of the channel"""
    proposal: Proposal
    provider_id: str | None = None
    asked: Reason | None = None
    """why it was asked back; an answer is to come, unless asking failed"""
    by: str | None = Field(default=None, exclude_if=lambda operator: operator is None)
    """the operator who asked, and why"""
    anew: bool = False
    """it is proposed again once it is back: only its address was wrong"""
    failed: bool = False


class Sent(Slot):
    """A message that counts as sent, with what its goals and its reactions need besides its slot."""

    address: str | None = None
    enrolment_id: str | None = None
    step: str | None = None
    attempt: int = 1
    sent_at: Instant
    shadow: bool = False
    """it was decided and not sent"""
    elsewhere: bool = False
    """a department sent it by a system of its own"""
    unknown: bool = False
    reactions: dict[Reaction, Instant] = Field(default_factory=dict)
    """what was said of it → when that was so first, by event time"""
    machine: bool = False
    """a machine opened it or followed its links"""
    call: CallOutcome | None = Field(default=None, exclude_if=lambda outcome: outcome is None)
    """what came of the call, as far as it was heard; what counts as an answer stays"""
    call_back_at: str | None = Field(default=None, exclude_if=lambda when: when is None)
    """when she wants to be called, as it was said last"""
    recallable: Recallable | None = Field(default=None, exclude_if=lambda known: known is None)
    """only while it may still be taken back"""


class CustomerState(Kept):
    """The one state of a customer; changed by the engine only."""

    customer_id: str
    catalogue: int = 0
    seen: dict[str, Instant] = Field(default_factory=dict)
    ahead: list[Ahead] = Field(default_factory=list)
    attributes: Attributes = Field(default_factory=dict)
    changed_at: dict[str, Instant] = Field(default_factory=dict)
    profile_dirty: bool = False
    memory: Memory = Field(default_factory=Memory)
    consents: list[KeptConsent] = Field(default_factory=list)
    suppressions: list[KeptSuppression] = Field(default_factory=list)
    pauses: list[Paused] = Field(default_factory=list)
    enrolments: list[Enrolment] = Field(default_factory=list)
    over: list[Enrolment] = Field(default_factory=list, exclude_if=lambda enrolments: not enrolments)
    """those that came to their end by themselves, as they were then, while a message of theirs may still come back and
    go elsewhere; at most the newest 200"""
    proposals: list[Proposal] = Field(default_factory=list)
    sent: list[Sent] = Field(default_factory=list)
    goals: list[GoalWatch] = Field(default_factory=list)
    edges: dict[str, Edge] = Field(default_factory=dict)
    edges_of: int = 0
    """the catalogue number that the edges and the thresholds were last compared with"""
    thresholds: dict[str, ThresholdMark] = Field(default_factory=dict)
    """thresholds of response rates, by name"""
    blocks: dict[str, BlockMark] = Field(default_factory=dict)
    """blocks of the policy, by name"""
    answers: dict[str, Answered] = Field(default_factory=dict)
    """what asks were answered, by their id; the newest 512 of an hour"""
    visits: list[Visiting] = Field(default_factory=list, exclude_if=lambda visits: not visits)
    """where she is, until it is decided what she gets to see"""
    visited: dict[str, Visited] = Field(default_factory=dict, exclude_if=lambda visited: not visited)
    """what visits were answered, by their id; the newest 16 of an hour"""
    planned: list[Planned] = Field(default_factory=list)
    """what departments are going to send, by time"""
    lapsed: list[Lapsed] = Field(default_factory=list)
    """reservations that lapsed within 7 days, at most the newest 100"""
    never: list[int] = Field(default_factory=list)
    """journeys and keys that are entered once in a life, as 64-bit hashes"""
    exits: dict[str, Instant] = Field(default_factory=dict)
    """journey and key (hashed) → when the newest enrolment ended; the newest 1,000"""
    arms: dict[str, str] = Field(default_factory=dict)
    """journey, split and salt (hashed) → the arm once drawn, kept when shares change"""
    life: str = ""
    """the run that recalled; `seq` never repeats within a life"""
    seq: int = 0
    journal: list[Entry] = Field(default_factory=list)
    carriers: list[Carrier] = Field(default_factory=list)
    lookups: list[str] = Field(default_factory=list)
    """look-ups to be asked in this activation, by enrolment id"""
    cancels: list[str] = Field(default_factory=list)
    """messages in flight that are to be taken back in this activation"""
    withdrawals: list[Withdraw] = Field(default_factory=list, exclude_if=lambda asked: not asked)
    """what is to be asked back in this activation after it was handed over"""
    tail: list[TimelineItem] = Field(default_factory=list)
    erased: bool = False
    alarmed: bool = False
    """it was too large when last looked at, and an operator knows"""

    def enrolment(self, enrolment_id: str | None) -> Enrolment | None:
        """The running enrolment of that id."""
        return next((one for one in self.enrolments if one.id == enrolment_id), None)

    def enrolment_of(self, proposal: Proposal) -> Enrolment | None:
        """What its message belongs to: running, or over by itself since it was first sent."""
        running = self.enrolment(proposal.enrolment_id)
        return running or next((one for one in self.over if one.id == proposal.enrolment_id), None)

    def proposal(self, message_id: str) -> Proposal | None:
        return next((one for one in self.proposals if one.id == message_id), None)

    def keep_sent(self, sent: Sent) -> None:
        """Add what counts as sent; of more than the bound the oldest goes."""
        self.sent.append(sent)
        del self.sent[:-MAX_SENT]

    def insert_sent(self, sent: Sent) -> None:
        """Put what a department sent in its place by decision, which may be long ago; of more the oldest goes."""
        places = range(len(self.sent), 0, -1)
        place = next((place for place in places if self.sent[place - 1].decided_at <= sent.decided_at), 0)
        self.sent.insert(place, sent)
        del self.sent[:-MAX_SENT]

    def message_sent(self, message_id: str) -> Sent | None:
        return next((one for one in self.sent if one.id == message_id), None)
