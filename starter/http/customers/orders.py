"""Operators' orders about one customer: what may be written, and how each is carried out and recorded."""

import asyncio
from typing import Literal

from pydantic import Field

from audit.queries.deliveries import unknown_outcomes
from audit.queries.fates import fates
from engine.contracts.inputs import Control
from engine.contracts.verbs import Cancel, Exit, LetOut, Pause, Resume, SetFacts, SetProfile, Settle, Skip, Verb
from engine.language.terms import Channel
from engine.language.written import Name
from engine.model import Attributes
from starter.http.access import Caller
from starter.http.bodies import EXAMPLE_OF_MESSAGE_ID, At, InputId, Text
from starter.http.decisions.bodies import TakenIn
from starter.http.doors import Doors
from starter.http.problems import Problem


class Order(At):
    """An operator's word; it is recorded with the API key and the reason."""

    id: InputId
    reason: Text = Field("", description="Why, for whoever asks later")


class PauseOrder(Order):
    """Of all her messages, or of one journey or channel of hers."""

    journey: Name | None = None
    channel: Channel | None = None

    def pausing(self) -> Pause:
        return Pause(journey=self.journey, channel=self.channel, reason=self.reason)

    def resuming(self) -> Resume:
        return Resume(journey=self.journey, channel=self.channel, reason=self.reason)


class EnrolmentOrder(Order):
    """About her running enrolments of a journey, or the one of a key."""

    journey: Name = Field(examples=["win-back"])
    key: Text | None = None

    def leaving(self) -> Exit:
        return Exit(journey=self.journey, key=self.key)

    def skipping(self) -> Skip:
        return Skip(journey=self.journey, key=self.key)


class FactsOrder(Order):
    """About her running enrolments of a journey, or the one of a key; without a journey about her profile."""

    journey: Name | None = None
    key: Text | None = None
    facts: Attributes = Field(
        min_length=1,
        description="Read as `run.*`, or without `journey` as `customer.*`; null removes one",
        examples=[{"city": "Hamburg"}],
    )

    def setting(self) -> SetFacts | SetProfile:
        """Raises Problem 422."""
        if self.journey is not None:
            return SetFacts(journey=self.journey, key=self.key, facts=self.facts)
        if self.key is not None:
            raise Problem(422, "body.key: it goes with body.journey, the profile has no enrolments")
        return SetProfile(attributes=self.facts)


class MessageOrder(Order):
    """About one message of hers."""

    message_id: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$", examples=[EXAMPLE_OF_MESSAGE_ID])

    def letting_out(self) -> LetOut:
        return LetOut(message_id=self.message_id)

    def cancelling(self) -> Cancel:
        return Cancel(message_id=self.message_id)


class SettleOrder(MessageOrder):
    outcome: Literal["accepted", "refused"] = Field(description="What the provider did with it")

    def settling(self) -> Settle:
        return Settle(message_id=self.message_id, accepted=self.outcome == "accepted")


async def ordered(doors: Doors, who: Caller, customer: str, order: Order, verb: Verb) -> TakenIn:
    """Raises Problem 404 for a message that was never hers, DoorError, RPCError."""
    if isinstance(order, MessageOrder):
        await asyncio.to_thread(_check_message, doors, doors.client.customer_id(customer), order)
    control = Control(id=order.id, at=order.instant, order=verb, operator=who.operator, reason=order.reason)
    return TakenIn(id=order.id, taken=await doors.client.control(customer, control))


def _check_message(doors: Doors, customer: str, order: MessageOrder) -> None:
    """A word about a message that she never had would change nothing, and look as if it had."""
    if isinstance(order, SettleOrder):
        if not any(one.customer_id == customer for one in unknown_outcomes(doors.database, order.message_id)):
            raise Problem(404, "body.message_id: she has no message of this id whose outcome is unknown")
    elif order.message_id not in fates(doors.database, customer):
        raise Problem(404, "body.message_id: no message of this id is on record for her")
