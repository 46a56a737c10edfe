"""What is put before the rules: a proposal with its message, its purpose's defaults and its enrolment."""

from dataclasses import dataclass
from functools import cached_property

from engine.customer.state import Asked, Enrolment, Proposal, Slot
from engine.expressions.scope import Scope
from engine.journeys import facts
from engine.language.message import Message
from engine.language.policy import Policy
from engine.language.rules.purposes import PurposeRules
from engine.language.steps import Send
from engine.language.terms import MARKETING, Channel
from engine.moment import Moment
from engine.policy.taken import Taken


@dataclass(frozen=True)
class Case:
    """One proposal at one moment; what several rules read is worked out once."""

    moment: Moment
    proposal: Proposal
    content: str
    message: Message
    defaults: PurposeRules
    enrolment: Enrolment | None

    @property
    def marketing(self) -> bool:
        return self.message.purpose in MARKETING

    @cached_property
    def policy(self) -> Policy:
        return self.moment.policy

    @property
    def step(self) -> Send | None:
        """The step that proposed it, in the version its enrolment is pinned to."""
        if self.enrolment is None or self.proposal.step is None:
            return None
        place = self.moment.program(self.enrolment.version).places.get(self.proposal.step)
        return place.step if place is not None and isinstance(place.step, Send) else None

    @cached_property
    def within(self) -> Scope:
        """What the expressions of the policy read: the customer, her run and the message."""
        return facts.scope(self.moment, self.enrolment, message=self.message)

    @cached_property
    def taken(self) -> Taken:
        """The places that other messages take."""
        return Taken(self.moment.state, self.proposal.id)

    def slot(self, channel: Channel) -> Slot:
        """The place that it would take if it left on this channel now; what selectors look at."""
        proposal = self.proposal
        return Slot.model_construct(
            id=proposal.id,
            message=proposal.message,
            purpose=self.message.purpose,
            department=proposal.department,
            origin=proposal.origin,
            channel=channel,
            journey=proposal.journey,
            tags=self.message.tags,
            decided_at=self.moment.now,
        )


def content_of(moment: Moment, proposal: Proposal) -> str:
    """The content that counts now: the published one, unless it is pinned or was withdrawn."""
    if proposal.pinned or proposal.asked is not None:
        return proposal.content
    return moment.catalogue.messages.get(proposal.message, proposal.content)


def message_of(moment: Moment, proposal: Proposal) -> Message:
    """What is proposed, as it is published now, or as the department that asks describes it."""
    if proposal.asked is not None:
        return _described(proposal, proposal.asked)
    return moment.definitions.message(content_of(moment, proposal)).definition


def _described(proposal: Proposal, asked: Asked) -> Message:
    return Message(
        message=proposal.message,
        title=proposal.message,
        department=proposal.department,
        purpose=asked.purpose,
        tags=asked.tags,
        topics=asked.topics,
        channels=asked.channels,
        priority=proposal.priority,
    )


def case_of(moment: Moment, proposal: Proposal) -> Case:
    """The case as it stands now."""
    message = message_of(moment, proposal)
    return Case(
        moment=moment,
        proposal=proposal,
        content=content_of(moment, proposal),
        message=message,
        defaults=moment.policy.purposes[message.purpose],
        enrolment=moment.state.enrolment(proposal.enrolment_id),
    )
