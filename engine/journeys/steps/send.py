"""The step `send`: a proposal is put before the decision point."""

from datetime import datetime

from engine.customer.state import MAX_PROPOSALS, Enrolment, Proposal
from engine.identity import message_id
from engine.journeys.moves import Go, Move, Stand
from engine.journeys.program import Place
from engine.language.message import Message, MessagePart
from engine.language.steps import BestOf, Send
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.drop import drop


def perform(moment: Moment, enrolment: Enrolment, step: Send, place: Place) -> Move:
    if enrolment.migrated and sent_before(moment, enrolment, step):
        return Go(place.next)
    proposed = proposals_of(moment, enrolment, step)
    room = MAX_PROPOSALS - len(moment.state.proposals)
    for number, proposal in enumerate(proposed):
        moment.state.proposals.append(proposal)
        if number >= room:
            drop(moment, proposal, Reason.LIMIT)
    return Go(place.next) if step.go_on == "when_proposed" or room <= 0 else Stand()


def sent_before(moment: Moment, enrolment: Enrolment, step: Send) -> bool:
    """By this step, or by one that the version does not have any more: renamed, for all that is known."""
    places = moment.program(enrolment.version).places
    hers = [one for one in moment.state.proposals if one.enrolment_id == enrolment.id]
    sends = [*enrolment.sends.items(), *((one.step, one.message) for one in hers)]
    before = [by for by, message in sends if message in step.messages]
    return any(by == step.id or by not in places for by in before)


def proposals_of(moment: Moment, enrolment: Enrolment, step: Send) -> list[Proposal]:
    """What an enrolment that stands there puts before the decision point at this instant; of several one goes."""
    if not isinstance(step.send, BestOf):
        return [_proposal(moment, enrolment, step, step.send, step.id)]
    named = enumerate(step.send.best_of)
    return [_proposal(moment, enrolment, step, one, f"{step.id}/{one}", place) for place, one in named]


def _proposal(
    moment: Moment, enrolment: Enrolment, step: Send, name: str, source: str, best_of: int | None = None
) -> Proposal:
    content = _content(moment, enrolment, name)
    part = moment.definitions.message(content)
    message = part.definition
    return Proposal(
        id=message_id(moment.state.customer_id, enrolment.id, source, enrolment.visit),
        message=name,
        content=content,
        pinned=message.follow == "pinned",
        best_of=best_of,
        origin="journey",
        department=message.department,
        priority=_priority(step, message),
        channels=step.channels,
        enrolment_id=enrolment.id,
        journey=enrolment.journey,
        version=enrolment.version,
        step=step.id,
        visit=enrolment.visit,
        due=moment.at,
        expires=expiry(moment, part),
        trace=moment.trace or enrolment.trace,
    )


def _priority(step: Send, message: Message) -> int:
    """A step only lowers it: of several those that are as light already keep their own."""
    if step.priority is None:
        return message.priority
    return min(step.priority, message.priority) if isinstance(step.send, BestOf) else step.priority


def _content(moment: Moment, enrolment: Enrolment, message: str) -> str:
    """What is published now; where the message is pinned, or withdrawn by now, what was published at the entry."""
    at_entry = moment.definitions.catalogue(enrolment.catalogue).messages[message]
    if moment.definitions.message(at_entry).definition.follow == "pinned":
        return at_entry
    return moment.catalogue.messages.get(message, at_entry)


def expiry(moment: Moment, part: MessagePart) -> datetime:
    """When a proposal made at this instant stops being wanted."""
    return moment.at + part.definition.expiry(moment.policy.purposes[part.definition.purpose].expires)
