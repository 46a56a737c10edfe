"""The step `send`: a proposal is put before the decision point."""

from datetime import datetime

from engine.customer.state import MAX_PROPOSALS, Enrolment, Proposal
from engine.identity import message_id
from engine.journeys.moves import Go, Move, Stand
from engine.journeys.program import Place
from engine.language.message import MessagePart
from engine.language.steps import Send
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.drop import drop


def perform(moment: Moment, enrolment: Enrolment, step: Send, place: Place) -> Move:
    if enrolment.migrated and sent_before(moment, enrolment, step):
        return Go(place.next)
    proposal = propose(moment, enrolment, step)
    if len(moment.state.proposals) > MAX_PROPOSALS:
        drop(moment, proposal, Reason.LIMIT)
        return Go(place.next)
    return Go(place.next) if step.go_on == "when_proposed" else Stand()


def sent_before(moment: Moment, enrolment: Enrolment, step: Send) -> bool:
    """By this step, or by one that the version does not have any more: renamed, for all that is known."""
    places = moment.program(enrolment.version).places
    hers = [one for one in moment.state.proposals if one.enrolment_id == enrolment.id]
    sends = [*enrolment.sends.items(), *((one.step, one.message) for one in hers)]
    before = [by for by, message in sends if message == step.send]
    return any(by == step.id or by not in places for by in before)


def propose(moment: Moment, enrolment: Enrolment, step: Send) -> Proposal:
    """Put the step's message before the decision point; it is decided later in this activation."""
    proposal = proposal_of(moment, enrolment, step)
    moment.state.proposals.append(proposal)
    return proposal


def proposal_of(moment: Moment, enrolment: Enrolment, step: Send) -> Proposal:
    """What an enrolment that stands there proposes at this instant."""
    content = _content(moment, enrolment, step.send)
    part = moment.definitions.message(content)
    message = part.definition
    return Proposal(
        id=message_id(moment.state.customer_id, enrolment.id, step.id, enrolment.visit),
        message=step.send,
        content=content,
        pinned=message.follow == "pinned",
        origin="journey",
        department=message.department,
        priority=message.priority if step.priority is None else step.priority,
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


def _content(moment: Moment, enrolment: Enrolment, message: str) -> str:
    """What is published now; where the message is pinned, or withdrawn by now, what was published at the entry."""
    at_entry = moment.definitions.catalogue(enrolment.catalogue).messages[message]
    if moment.definitions.message(at_entry).definition.follow == "pinned":
        return at_entry
    return moment.catalogue.messages.get(message, at_entry)


def expiry(moment: Moment, part: MessagePart) -> datetime:
    """When a proposal made at this instant stops being wanted."""
    return moment.at + part.definition.expiry(moment.policy.purposes[part.definition.purpose].expires)
