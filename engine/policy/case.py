"""What is put before the rules: a proposal with its message, its purpose's defaults and its enrolment."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from engine.customer.places import Slot
from engine.customer.state import Enrolment, Proposal
from engine.expressions.scope import Scope
from engine.journeys import facts
from engine.language.message import Message
from engine.language.policy import Policy
from engine.language.rules.purposes import PurposeRules
from engine.language.steps import Send
from engine.language.terms import MARKETING, Channel
from engine.moment import Moment
from engine.policy.contents import content_of, message_of
from engine.policy.reading.known import Foresight, Known
from engine.policy.reading.taken import Taken


@dataclass(frozen=True)
class Case:
    """One proposal at one moment; what several rules read is worked out once."""

    moment: Moment
    proposal: Proposal
    content: str
    message: Message
    defaults: PurposeRules
    enrolment: Enrolment | None
    foresight: Foresight

    @property
    def marketing(self) -> bool:
        return self.message.purpose in MARKETING

    @cached_property
    def policy(self) -> Policy:
        return self.moment.policy

    @cached_property
    def zone(self) -> ZoneInfo:
        """In which local days are taken: the customer's, or the organisation's."""
        return self.moment.zone

    def waits_on(self, channel: Channel) -> bool:
        """Whether it waits there until she comes; what a department asks for, it shows itself."""
        return self.policy.is_pull(channel) and self.proposal.asked is None

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
        return Taken(self.moment.state, self.proposal.id, shadow=self.in_shadow)

    @cached_property
    def in_shadow(self) -> bool:
        """Whether it is decided and recorded and never sent: by the policy, its department or its journey.

        What a department asks for, it sends itself.
        """
        if self.proposal.asked is not None:
            return False
        department = self.policy.departments.get(self.proposal.department)
        if "shadow" in (self.policy.delivery, department.delivery if department is not None else "send"):
            return True
        enrolment = self.enrolment
        return enrolment is not None and self.moment.program(enrolment.version).journey.delivery == "shadow"

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """The other messages that are known to come; what is only tried out does not, beside what really goes out."""
        found = self.foresight.beside(self.proposal)
        return found if self.in_shadow else tuple(one for one in found if not self._only_tried_out(one))

    def _only_tried_out(self, known: Known) -> bool:
        foreseen = self.foreseen(known)
        return foreseen is not None and foreseen.in_shadow

    @cached_property
    def behind(self) -> Collection[str]:
        """Those that wait for it by now, directly or through others, by id."""
        return self.foresight.behind(self.proposal)

    def foreseen(self, known: Known) -> "Case | None":
        """The case of a message that is known to come, as if it were decided now; None: a department sends it."""
        message = known.definition
        if known.proposal is None or message is None:
            return None
        return Case(
            moment=self.moment,
            proposal=known.proposal,
            content=known.proposal.content,
            message=message,
            defaults=self.policy.purposes[message.purpose],
            enrolment=known.enrolment,
            foresight=self.foresight,
        )

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


def case_of(moment: Moment, proposal: Proposal, foresight: Foresight | None = None) -> Case:
    """The case as it stands now; `foresight` may be shared by cases between which nothing changes."""
    message = message_of(moment, proposal)
    return Case(
        moment=moment,
        proposal=proposal,
        content=content_of(moment, proposal),
        message=message,
        defaults=moment.policy.purposes[message.purpose],
        enrolment=moment.state.enrolment_of(proposal),
        foresight=foresight or Foresight(moment),
    )
