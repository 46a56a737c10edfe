"""What an enrolment does once a message of it is sent or dropped, or its deadline has come."""

from engine.customer.state import Enrolment, Proposal
from engine.journeys.ending import finish
from engine.journeys.moves import Go, Leave, Move
from engine.journeys.steps import wait, wait_for
from engine.language.reactions import ENDS_DELIVERY, Reaction
from engine.language.steps import Send, Wait, WaitFor
from engine.moment import Moment
from engine.policy.reading.groups import beside

_LAST_WORD = ENDS_DELIVERY | {Reaction.SHOWN}
"""On whether it arrived: what she saw did."""


def after_message(moment: Moment, proposal: Proposal) -> None:
    """The message is final: who stood for it goes on, who only stayed for it ends."""
    enrolment = moment.state.enrolment(proposal.enrolment_id)
    if enrolment is None:
        return
    if enrolment.ending is not None:
        finish(moment, enrolment, enrolment.ending)
    elif (enrolment.step, enrolment.visit) == (proposal.step, proposal.visit) and _is_last(moment, proposal):
        _after_send(moment, enrolment, proposal)


def _is_last(moment: Moment, proposal: Proposal) -> bool:
    """Of several of which one goes: whether all are final, and nobody has brought the enrolment on for them yet."""
    if proposal.best_of is None:
        return True
    brought = any(one.enrolment_id == proposal.enrolment_id for one in moment.arriving)
    return not brought and not beside(moment.state, proposal)


def _after_send(moment: Moment, enrolment: Enrolment, proposal: Proposal) -> None:
    place = moment.program(enrolment.version).places[enrolment.step]
    if not isinstance(place.step, Send):
        return
    sent = moment.state.message_sent(proposal.id)
    if place.step.go_on == "when_settled" and sent is not None and not _LAST_WORD & sent.reactions.keys():
        return  # the provider's word lets it go on
    moment.bring(enrolment.id, place.next)


def at_deadline(moment: Moment, enrolment: Enrolment) -> None:
    """Its wait is over, or its timeout has come."""
    enrolment.deadline = None
    place = moment.program(enrolment.version).places[enrolment.step]
    match place.step:
        case Wait():
            moment.bring(enrolment.id, place.next)
        case WaitFor():
            apply(moment, enrolment, wait_for.time_out(moment, enrolment, place.step, place))
        case _:
            return


def overdue(moment: Moment, enrolment: Enrolment) -> None:
    """A change of zone made its target past."""
    place = moment.program(enrolment.version).places[enrolment.step]
    if isinstance(place.step, Wait):
        apply(moment, enrolment, wait.past(moment, enrolment, place.step))


def apply(moment: Moment, enrolment: Enrolment, move: Move) -> None:
    """Carry a move out that was not made on arrival."""
    match move:
        case Go(to):
            moment.bring(enrolment.id, to)
        case Leave(outcome):
            finish(moment, enrolment, outcome)
        case _:
            return
