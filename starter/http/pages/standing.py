"""How a customer stands on her pages: as the ledger last heard, and as she has chosen since."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Engine

from audit.queries.consents import ConsentProof, Recipient, consents_of, proofs_of, recipient_of
from audit.queries.profile import attributes_of
from engine.contracts.inputs import Feedback, Identify
from engine.customer import consent
from engine.customer.marks import KeptConsent
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.language.policy import Policy
from engine.language.terms import MARKETING, Channel
from engine.model import Attributes
from engine.moment import Moment

On = Literal["on", "pending", "off"]


@dataclass(frozen=True)
class Standing:
    """One customer now; needs neither Temporal nor a worker."""

    recipient: Recipient
    policy: Policy
    attributes: Attributes
    consents: tuple[KeptConsent, ...]
    proofs: tuple[ConsentProof, ...]

    @property
    def customer_id(self) -> str:
        return self.recipient.customer_id

    @property
    def withdrawn_topics(self) -> tuple[str, ...]:
        """What one click on the message's link is about; none: all marketing of the channel."""
        return self.recipient.topics if self.policy.consent.unsubscribe_means == "topic" else ()

    def channel(self, channel: Channel) -> On:
        """Whether any marketing may come over it."""
        found: set[On] = set()
        for purpose in MARKETING:
            needed = self.policy.purposes[purpose].consent
            stands, _ = consent.standing(self.consents, purpose, channel, ())
            if needed == "none" or stands == "granted" or (needed == "opt_out" and stands == "unknown"):
                found.add("on")
            elif stands == "pending":
                found.add("pending")
        return "on" if "on" in found else "pending" if found else "off"

    def topic(self, topic: str, channels: tuple[Channel, ...]) -> bool:
        """Whether she has said nothing against it, on any of the channels."""
        for channel in channels:
            for purpose in MARKETING:
                stands, by = consent.standing(self.consents, purpose, channel, (topic,))
                if stands == "denied" and by is not None and by.topic == topic:
                    return False
        return True

    def unconfirmed(self, channel: Channel) -> list[KeptConsent]:
        """What waited for a confirmation when the message was decided that asks for it, and was not taken back."""
        return [
            one
            for one in self.consents
            if one.status == "pending"
            and one.channel == channel
            and one.at <= self.recipient.decided_at
            and not any(_takes_back(other, one) for other in self.consents)
        ]


def standing_of(
    database: Engine, definitions: Definitions, number: int, message_id: str, channel: Channel
) -> Standing | None:
    """Whoever a message went to; None where nobody can be told. Blocking."""
    recipient = recipient_of(database, message_id, channel)
    if recipient is None or number == 0:
        return None
    customer_id = recipient.customer_id
    now = datetime.now(UTC)
    state = CustomerState(
        customer_id=customer_id,
        catalogue=number,
        attributes=dict(attributes_of(database, customer_id)),
        consents=[
            KeptConsent.model_validate({**one.consent.model_dump(), "at": one.at})
            for one in consents_of(database, customer_id)
        ],
    )
    moment = Moment(state, definitions, now, now)
    for proof in proofs_of(database, customer_id, waiting=True):
        for entry in proof.inputs:
            _take_in(moment, entry, _topics(database, proof, moment.policy))
    return Standing(
        recipient, moment.policy, state.attributes, tuple(state.consents), tuple(proofs_of(database, customer_id))
    )


def _takes_back(denial: KeptConsent, one: KeptConsent) -> bool:
    return (
        denial.status == "denied"
        and denial.at > one.at
        and denial.channel in (None, one.channel)
        and denial.topic in (None, one.topic)
        and denial.purpose in (None, one.purpose or denial.purpose)
    )


def _topics(database: Engine, proof: ConsentProof, policy: Policy) -> tuple[str | None, ...]:
    """What one click withdraws: as the engine will take it in."""
    if policy.consent.unsubscribe_means == "marketing":
        return (None,)
    message = recipient_of(database, proof.message_id, proof.channel)
    return (message.topics if message is not None else ()) or (None,)


def _take_in(moment: Moment, entry: Identify | Feedback, topics: tuple[str | None, ...]) -> None:
    """What her workflow will make of it; nothing is kept of this."""
    match entry:
        case Identify():
            for name, value in entry.attributes.items():
                if value is None:
                    moment.state.attributes.pop(name, None)
                else:
                    moment.state.attributes[name] = value
            for change in entry.consents:
                consent.take_in(moment, change, entry.at, entry.id)
        case Feedback():
            for topic in topics:
                consent.opt_out(moment, entry.channel, topic, entry.at, consent.UNSUBSCRIBED)
