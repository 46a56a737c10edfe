"""What is kept of a customer beside her journeys and messages: marks, consents, pauses and what is on its way."""

from typing import Literal

from pydantic import Field

from engine.contracts.inputs import Input
from engine.language.terms import Channel, Purpose
from engine.model import Attributes, Instant, Kept


class GoalWatch(Kept):
    """A goal not reached yet; its window outlives the enrolment."""

    enrolment_id: str
    journey: str
    version: str
    trigger_id: str
    entered_at: Instant
    event_at: Instant
    running: bool = True
    run: Attributes = Field(default_factory=dict)


class Edge(Kept):
    """What the entry condition of a journey was when last looked at, and when the clock can change it."""

    condition: str
    """hashed: another condition under the same name is seen for the first time"""
    true: bool
    existing: bool = False
    """true since it was first seen or since an import, so that she did not enter by a change"""
    until: Instant | None = None


class BlockMark(Kept):
    """Whether a block's condition is true, and when it was so last."""

    block: str
    """hashed: another one under the same name is seen for the first time"""
    true: bool
    ended: Instant | None = None
    """when it was last seen to stop being true"""
    until: Instant | None = None
    """when the clock can change it"""


class ThresholdMark(Kept):
    """On which side of a threshold of the policy her response rate is, and when the clock takes it across."""

    threshold: str
    """hashed: another one under the same name is seen for the first time"""
    low: bool
    crossings: int = 0
    until: Instant | None = None


class KeptConsent(Kept):
    status: Literal["pending", "granted", "denied", "unknown"]
    purpose: Purpose | None = None
    channel: Channel | None = None
    topic: str | None = None
    at: Instant
    source: str = ""
    proof: str = Field(default="", exclude_if=lambda proof: not proof)
    """under which the ledger keeps when, where and by which words it was given"""


class KeptSuppression(Kept):
    channel: Channel
    address: str
    scope: Literal["marketing", "everything"]


class Paused(Kept):
    """This customer's pause: everything, or one journey or channel."""

    journey: str | None = None
    channel: Channel | None = None
    until: Instant | None = Field(default=None, exclude_if=lambda until: until is None)
    """when it ends by itself"""


class Ahead(Kept):
    """An input whose event time is up to a minute ahead of its arrival."""

    at: Instant
    input: Input


class Carrier(Kept):
    """A command in flight that carries journal entries, by their `seq`."""

    command: str
    first: int
    last: int
