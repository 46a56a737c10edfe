"""What the workflow's queries answer: where she is, what happened, what comes next."""

from typing import Literal

from pydantic import Field

from engine.contracts.journal import DirectoryRow, Verdict
from engine.language.terms import Channel, Reason
from engine.model import Attributes, Frozen, Instant


def _is_absent(value: object) -> bool:
    """The tail is carried with the state: what does not apply takes no room."""
    return not value


class HeldView(Frozen):
    message_id: str
    message: str
    reason: Reason | None
    until: Instant | None
    place: Channel | None = Field(default=None, exclude_if=_is_absent)
    """where it waits for her to come"""


class ReservedView(Frozen):
    """A place of a department: reserved up to `until`, or planned to be sent then."""

    message_id: str
    message: str
    department: str
    channel: Channel
    until: Instant


class Status(Frozen):
    """`status`: what the workflow holds now."""

    customer_id: str
    catalogue: int
    attributes: Attributes
    enrolments: tuple[DirectoryRow, ...]
    held: tuple[HeldView, ...]
    in_flight: tuple[str, ...]
    reserved: tuple[ReservedView, ...] = ()
    """for departments that asked"""
    planned: tuple[ReservedView, ...] = ()
    """by departments that reported it"""
    next_deadline: Instant | None
    state_bytes: int
    build: str


class TimelineItem(Frozen):
    """`timeline`: one line of the bounded tail; the ledger is the whole.

    `sending` is the decision; `sent`, `unknown` or `not_now` tells what became of it, as does a drop that follows.
    `slot` is what became of a department's reservation, `elsewhere` what it sent without asking.
    What `detail` holds goes by `what`: the key of an entry, the step of a move, the outcome of an end, the reason of
    a hold, a drop or a refusal, the channel of a message, the operator of an order.
    """

    at: Instant
    due: Instant | None = None
    what: Literal[
        "trigger",
        "entered",
        "not_entered",
        "moved",
        "ended",
        "goal",
        "sending",
        "sent",
        "unknown",
        "not_now",
        "held",
        "dropped",
        "outcome",
        "slot",
        "elsewhere",
        "alert",
    ]
    subject: str
    detail: str = ""
    until: Instant | None = Field(default=None, exclude_if=_is_absent)
    """of a hold, or of a department's reservation"""
    properties: Attributes = Field(default_factory=dict, exclude_if=_is_absent)
    """of a trigger; the workflow's own tail is too small for them"""


class Stop(Frozen):
    """A rule that would not let a message pass, as things stand."""

    rule: str
    """its kind"""
    name: str = Field(default="", exclude_if=_is_absent)
    verdict: Verdict
    reason: Reason | None = None
    until: Instant | None = Field(default=None, exclude_if=_is_absent)
    channel: Channel | None = Field(default=None, exclude_if=_is_absent)
    """None: of the message as such"""
    observed: bool = Field(default=False, exclude_if=_is_absent)
    """it only looks on, and stops nothing"""


class UpcomingItem(Frozen):
    """`upcoming`: one thing known to come within 14 days, as things stand.

    `held` is a message that waits now; `planned` one that a department is going to send, `reserved` a place that is
    kept for one up to that instant: `detail` says for which. An `exit` is what would end a journey at any time from
    now on; `detail` says on what, of an `end` the outcome. `cut`: so much comes that nothing later was looked at.
    """

    at: Instant
    what: Literal["message", "step", "entry", "end", "held", "planned", "reserved", "cut", "exit"]
    journey: str | None
    step: str | None
    message: str | None = None
    channel: Channel | None = None
    may_block: tuple[Reason, ...] = ()
    """what the policy would say, as things stand"""
    verdict: Literal["send", "hold", "drop"] | None = Field(default=None, exclude_if=_is_absent)
    """of a message, and of one that is held"""
    until: Instant | None = Field(default=None, exclude_if=_is_absent)
    """of a hold"""
    stops: tuple[Stop, ...] = Field(default=(), exclude_if=_is_absent)
    """every rule that would not let it pass, in the order of the rules"""
    detail: str = Field(default="", exclude_if=_is_absent)
    conditions: tuple[str, ...] = Field(default=(), exclude_if=_is_absent)
    """what a message depends on besides the policy, in words: `only if …`, `unless …`"""
