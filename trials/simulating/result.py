"""What came of a simulation."""

from datetime import date
from typing import Literal

from engine.language.terms import Channel, Purpose, Reason
from engine.model import Frozen, Instant

What = Literal[
    "trigger",
    "entered",
    "not_entered",
    "moved",
    "sent",
    "held",
    "dropped",
    "slot",
    "elsewhere",
    "goal",
    "ended",
    "alert",
]


class Happening(Frozen):
    """One line of a customer's timeline; `due` is when it came due, where that can differ."""

    at: Instant
    due: Instant | None = None
    what: What
    subject: str
    """the trigger's type, the journey, or the message of a decision"""
    journey: str | None = None
    step: str | None = None
    channel: Channel | None = None
    reason: str | None = None
    until: Instant | None = None
    detail: str = ""
    text: str = ""
    """the line in words, as `twostep timeline` has it"""


class CustomerTimeline(Frozen):
    customer_id: str
    zone: str
    """hers at the end, or the organisation's: that of the times in `text`"""
    happenings: tuple[Happening, ...]


class JourneyTotals(Frozen):
    """`value` is the sum over the goals; outcomes and refusals by name."""

    journey: str
    entered: int
    running: int
    ended: dict[str, int]
    refused: dict[str, int]
    goals: int
    value: float
    sent: int
    held: int
    dropped: int


class PurposeTotals(Frozen):
    """Decisions; a message that was held and then sent is in both."""

    purpose: Purpose
    sent: int
    held: int
    dropped: int


class ReasonTotals(Frozen):
    reason: Reason
    held: int
    dropped: int


class RuleTotals(Frozen):
    """A rule of the policy, by kind and name: the decisions that it decided, and those that it alone would have."""

    rule: str
    held: int
    dropped: int
    observed: int
    """decisions that it would have stopped, had it not been in observe mode"""


class HeldTotals(Frozen):
    """What became of the messages that were held; hours from the first hold to the end."""

    messages: int
    sent: int
    dropped: int
    waiting: int
    """still held when the simulation ended"""
    median_hours: float
    longest_hours: float


class Volume(Frozen):
    """Messages sent on one local day of the organisation."""

    day: date
    channel: Channel
    purpose: Purpose
    department: str
    sent: int


class SimulationResult(Frozen):
    """Totals over all customers; `timelines` of as many as were asked for, in the order of the file."""

    customers: int
    inputs: int
    since: Instant
    until: Instant
    sent: int
    journeys: tuple[JourneyTotals, ...]
    purposes: tuple[PurposeTotals, ...]
    reasons: tuple[ReasonTotals, ...]
    rules: tuple[RuleTotals, ...] = ()
    holds: HeldTotals | None = None
    """None: nothing was held"""
    volumes: tuple[Volume, ...] = ()
    days: dict[date, int]
    """messages by the organisation's local day"""
    timelines: tuple[CustomerTimeline, ...]
    warnings: tuple[str, ...] = ()
    """of lint, over the folder"""
