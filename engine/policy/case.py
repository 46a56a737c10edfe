"""What is put before the rules: a proposal with its message, its purpose's defaults and its enrolment."""

from dataclasses import dataclass

from engine.customer.state import Enrolment, Proposal
from engine.language.message import Message, MessagePart
from engine.language.policy import PurposeRules
from engine.language.steps import Send
from engine.language.terms import MARKETING
from engine.moment import Moment


@dataclass(frozen=True, slots=True)
class Case:
    """One proposal at one moment."""

    moment: Moment
    proposal: Proposal
    content: str
    message: Message
    defaults: PurposeRules
    enrolment: Enrolment | None

    @property
    def marketing(self) -> bool:
        return self.message.purpose in MARKETING

    @property
    def step(self) -> Send | None:
        """The step that proposed it, in the version its enrolment is pinned to."""
        if self.enrolment is None or self.proposal.step is None:
            return None
        place = self.moment.program(self.enrolment.version).places.get(self.proposal.step)
        return place.step if place is not None and isinstance(place.step, Send) else None


def content_of(moment: Moment, proposal: Proposal) -> str:
    """The content that counts now: the published one, unless it is pinned or was withdrawn."""
    if proposal.pinned:
        return proposal.content
    return moment.catalogue.messages.get(proposal.message, proposal.content)


def part_of(moment: Moment, proposal: Proposal) -> MessagePart:
    return moment.definitions.message(content_of(moment, proposal))


def case_of(moment: Moment, proposal: Proposal) -> Case:
    """The case as it stands now."""
    content = content_of(moment, proposal)
    message = moment.definitions.message(content).definition
    return Case(
        moment=moment,
        proposal=proposal,
        content=content,
        message=message,
        defaults=moment.policy.purposes[message.purpose],
        enrolment=moment.state.enrolment(proposal.enrolment_id),
    )
