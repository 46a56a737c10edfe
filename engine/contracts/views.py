"""What the workflow's queries answer: where she is, what happened, what comes next."""

from typing import Literal

from engine.contracts.journal import DirectoryRow
from engine.language.terms import Channel, Reason
from engine.model import Attributes, Frozen, Instant


class HeldView(Frozen):
    message_id: str
    message: str
    reason: Reason | None
    until: Instant | None


class Status(Frozen):
    """`status`: what the workflow holds now."""

    customer_id: str
    catalogue: int
    attributes: Attributes
    enrolments: tuple[DirectoryRow, ...]
    held: tuple[HeldView, ...]
    in_flight: tuple[str, ...]
    next_deadline: Instant | None
    state_bytes: int
    build: str


class TimelineItem(Frozen):
    """`timeline`: one line of the bounded tail; the ledger is the whole.

    `sending` is the decision; `sent`, `unknown` or `not_now` tells what became of it, as does a drop that follows.
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
        "alert",
    ]
    subject: str
    detail: str = ""


class UpcomingItem(Frozen):
    """`upcoming`: one thing known to come within 14 days, as things stand."""

    at: Instant
    what: Literal["message", "step", "entry"]
    journey: str | None
    step: str | None
    message: str | None = None
    channel: Channel | None = None
    may_block: tuple[Reason, ...] = ()
