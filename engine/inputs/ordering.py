"""Carries out what an operator orders of a customer: leave, pass over a step, let out, write facts or the profile."""

from typing import assert_never

from engine.contracts.answers import NotFound
from engine.contracts.inputs import Control
from engine.contracts.journal import Alerted
from engine.contracts.verbs import Exit, LetOut, SetFacts, SetProfile, Skip
from engine.customer.notes import note, said_by
from engine.customer.state import Enrolment, Proposal
from engine.journeys.changing import change
from engine.journeys.ending import leave, open_proposals
from engine.journeys.steps import ask
from engine.language.steps import Lookup, Send
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.drop import take_off

EXITED = "exited"


def carry_out(moment: Moment, order: Exit | Skip | LetOut | SetFacts | SetProfile, control: Control) -> None:
    """An order that meets nothing is told to operators: things have moved on since it was given."""
    match order:
        case LetOut():
            _let_out(moment, order, said_by(control))
        case SetProfile():
            change(moment, order.attributes, control.at, control.id)
        case Exit() | Skip() | SetFacts():
            running = _running(moment, order.journey, order.key)
            if not running:
                _in_vain(moment, order, f"no enrolment of {order.journey!r} runs")
            for enrolment in running:
                _order(moment, enrolment, order, said_by(control))
        case _:
            assert_never(order)


def _running(moment: Moment, journey: str, key: str | None) -> list[Enrolment]:
    hers = [one for one in moment.state.enrolments if one.journey == journey]
    return [one for one in hers if key is None or one.key == key]


def _order(moment: Moment, enrolment: Enrolment, order: Exit | Skip | SetFacts, by: str) -> None:
    match order:
        case Exit():
            leave(moment, enrolment, EXITED, by)
        case Skip():
            _skip(moment, enrolment, by)
        case SetFacts():
            facts = enrolment.run | order.facts
            enrolment.run = {name: value for name, value in facts.items() if value is not None}
        case _:
            assert_never(order)


def _skip(moment: Moment, enrolment: Enrolment, by: str) -> None:
    """A `wait_for` that is passed over has no outcome; a look-up has its fallback; a request on its way runs to its
    end, and nothing follows it."""
    enrolment.deadline = enrolment.watch = None
    standing = [one for one in open_proposals(moment, enrolment) if _stands_for(enrolment, one)]
    for proposal in standing:
        take_off(moment, proposal, Reason.CANCELLED, by)
    place = moment.program(enrolment.version).places[enrolment.step]
    if enrolment.ending is not None or (standing and isinstance(place.step, Send)):
        return  # it goes on, or ends, when these are final
    if isinstance(place.step, Lookup):
        ask.settle(enrolment, place.step, place, NotFound(detail="passed over by an operator"))
    enrolment.visit += 1  # what is still to be answered belongs to a step that it stands at no more
    moment.bring(enrolment.id, place.next)


def _stands_for(enrolment: Enrolment, proposal: Proposal) -> bool:
    """Whether it keeps the enrolment where it is: all that is left of one whose steps are through does."""
    return enrolment.ending is not None or proposal.visit == enrolment.visit


def _let_out(moment: Moment, order: LetOut, by: str) -> None:
    proposal = moment.state.proposal(order.message_id)
    if proposal is None or proposal.asked is not None or proposal.stands not in ("held", "due"):
        _in_vain(moment, order, f"message {order.message_id!r} is not held")
        return
    proposal.let_out = by
    proposal.stands = "due"


def _in_vain(moment: Moment, order: Exit | Skip | LetOut | SetFacts, detail: str) -> None:
    note(moment.state, Alerted(seq=0, at=moment.now, what=f"{order.verb} without effect", detail=detail))
