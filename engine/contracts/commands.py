"""What has to be done for a customer: inputs of the activities, returned by the engine."""

from typing import Literal

from pydantic import Field

from engine.contracts.facts import Facts
from engine.contracts.journal import Journal
from engine.language.terms import Channel, Origin, Purpose
from engine.model import Attributes, Frozen, Instant


def _is_absent(value: object) -> bool:
    """The command is part of the history: what does not apply takes no room."""
    return value is None or value == _PRIORITY


_PRIORITY = 50


class DayPlaces(Frozen):
    """The places of a slow channel on the day of the decision, by the organisation's calendar, over all customers."""

    count: int
    since: Instant
    until: Instant
    """where the next day begins"""


class SendGuard(Frozen):
    """At most so many sends of a journey or message, over all customers, in any such time."""

    kind: Literal["journey", "message"]
    name: str
    most: int
    seconds: float


class SharedLimits(Frozen):
    """What the policy allows over all customers: it travels with the message, so that the ledger parses no policy."""

    places: DayPlaces | None = None
    guards: tuple[SendGuard, ...] = ()


class Deliver(Frozen):
    """Hand one message to a channel: render → claim → call → settle."""

    kind: Literal["deliver"] = "deliver"
    customer_id: str
    message_id: str
    attempt: int = Field(ge=1)
    message: str
    content: str
    """hash of the message part to render"""
    title: str
    purpose: Purpose
    department: str
    origin: Origin
    journey: str | None = None
    version: str | None = None
    channel: Channel
    address: str
    facts: Facts
    due: Instant
    decided_at: Instant
    send_by: Instant
    """no provider call starts after it"""
    catalogue: int
    journal: Journal
    trace: str | None = None
    priority: int = Field(default=_PRIORITY, exclude_if=_is_absent)
    limits: SharedLimits | None = Field(default=None, exclude_if=_is_absent)
    cut_off: Instant | None = Field(default=None, exclude_if=_is_absent)
    """until when it may be taken back after it was handed over; None: not at all"""
    taken_back: int = Field(default=0, exclude_if=lambda times: not times)
    """how often it was: to the channel it is another one each time"""


class Record(Frozen):
    """Write the journal; nothing is sent."""

    kind: Literal["record"] = "record"
    id: str
    """which entries it carries; its answer comes under this id"""
    customer_id: str
    catalogue: int
    journal: Journal


class LookUp(Frozen):
    """Ask a registered look-up."""

    kind: Literal["lookup"] = "lookup"
    customer_id: str
    enrolment_id: str
    step: str
    visit: int
    name: str
    args: Attributes
    timeout: float = Field(gt=0, le=60)
    """seconds"""


class Recall(Frozen):
    """Ask the ledger what it knows of a customer whose run does not continue another."""

    kind: Literal["recall"] = "recall"
    customer_id: str
    run_id: str


class CancelDelivery(Frozen):
    """Take a delivery back while no request is in flight; a request that was written runs to its end."""

    kind: Literal["cancel_delivery"] = "cancel_delivery"
    message_id: str
    attempt: int


class Withdraw(Frozen):
    """Take back what a channel accepted, as long as it can be."""

    kind: Literal["withdraw"] = "withdraw"
    customer_id: str
    message_id: str
    attempt: int
    message: str
    title: str
    channel: Channel
    provider_id: str | None = None
    why: str
    """the reason, for the channel's log and the timeline"""


Command = Deliver | Record | LookUp | CancelDelivery | Withdraw
