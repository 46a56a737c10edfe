"""What the demo's report, story and picture are told: rows of the ledger, reduced to what they show."""

from typing import Annotated, Literal

from pydantic import Field

from engine.language.terms import EntryRefusal, Purpose, Reason
from engine.model import Frozen, Instant

BROADCAST = "broadcast"
"""Where a message comes from that no journey sends."""


class Delivery(Frozen):
    """One delivery as the ledger has settled it."""

    kind: Literal["delivery"] = "delivery"
    customer_id: str
    journey: str | None = None
    """None: a broadcast"""
    message: str
    title: str
    purpose: Purpose
    due: Instant
    decided_at: Instant
    outcome: Literal["accepted", "refused", "unknown"]

    @property
    def source(self) -> str:
        return self.journey or BROADCAST

    @property
    def sent(self) -> bool:
        """An unclear outcome counts as sent, as it does for the policy."""
        return self.outcome != "refused"


class Stopped(Frozen):
    """A decision against sending: held for a time, or dropped."""

    kind: Literal["stopped"] = "stopped"
    customer_id: str
    journey: str | None = None
    message: str
    at: Instant
    verdict: Literal["hold", "drop"]
    reason: Reason

    @property
    def source(self) -> str:
        return self.journey or BROADCAST


class NotEntered(Frozen):
    """A journey that was not entered although its trigger came."""

    kind: Literal["not_entered"] = "not_entered"
    customer_id: str
    journey: str
    at: Instant
    reason: EntryRefusal


class Left(Frozen):
    """An enrolment that ended, and how."""

    kind: Literal["left"] = "left"
    customer_id: str
    journey: str
    at: Instant
    outcome: str


class Bought(Frozen):
    """A purchase that the customer's workflow took in."""

    kind: Literal["bought"] = "bought"
    customer_id: str
    row: str
    """which row of the data, the trigger's id"""
    at: Instant
    quantity: int
    amount: float
    """US dollars"""


NonSend = Annotated[Stopped | NotEntered | Left, Field(discriminator="kind")]
StoryRow = Annotated[Bought | Delivery | Stopped | Left, Field(discriminator="kind")]
