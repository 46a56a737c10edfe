"""Takes in the word of an operator or of the system."""

from typing import assert_never

from engine.contracts.inputs import Control
from engine.contracts.verbs import (
    Cancel,
    Erase,
    Exit,
    Kick,
    LetOut,
    LookAgain,
    Migrate,
    Pause,
    Refresh,
    Resume,
    SetFacts,
    SetProfile,
    Settle,
    Skip,
)
from engine.customer.forgetting import forget
from engine.customer.marks import Paused
from engine.customer.notes import said_by
from engine.inputs import ordering
from engine.inputs.delivered import arrived, look_again
from engine.inputs.feedback import correct
from engine.journeys import edges, migrating
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.drop import take_off
from engine.policy.withdrawing import withdraw, withdraw_everything


def take_in(moment: Moment, control: Control) -> None:
    order = control.order
    match order:
        case Kick():
            return  # it has done its work: the workflow is awake
        case Refresh():
            if order.journey is not None:
                edges.refresh(moment, order.journey, control.id)
        case Migrate():
            migrating.migrate(moment, order)
        case Pause():
            _pause(moment, Paused(journey=order.journey, channel=order.channel, until=order.until))
        case Resume():
            _resume(moment, Paused(journey=order.journey, channel=order.channel))
        case LookAgain():
            look_again(moment, order.message_id)
        case Settle():
            _settle(moment, order, control.operator)
        case Cancel():
            _cancel(moment, order.message_id, said_by(control))
        case Exit() | Skip() | LetOut() | SetFacts() | SetProfile():
            ordering.carry_out(moment, order, control)
        case Erase():
            withdraw_everything(moment, Reason.ERASED)
            forget(moment.state)
        case _:
            assert_never(order)


def _pause(moment: Moment, pause: Paused) -> None:
    """In the place of one of the same: the newest says how long."""
    _resume(moment, pause)
    if pause.until is None or pause.until > moment.now:
        moment.state.pauses.append(pause)


def _resume(moment: Moment, pause: Paused) -> None:
    what = (pause.journey, pause.channel)
    moment.state.pauses = [one for one in moment.state.pauses if (one.journey, one.channel) != what]


def _cancel(moment: Moment, message_id: str, by: str) -> None:
    """Not what a department reserved: it alone knows whether it has sent. What was handed over is asked back."""
    proposal = moment.state.proposal(message_id)
    sent = moment.state.message_sent(message_id)
    if proposal is None and sent is not None:
        withdraw(moment, sent, Reason.CANCELLED, by, insist=True)
    if proposal is not None and (proposal.stands != "reserved" or proposal.asked is None):
        take_off(moment, proposal, Reason.CANCELLED, by)


def _settle(moment: Moment, order: Settle, operator: str) -> None:
    sent = moment.state.message_sent(order.message_id)
    proposal = moment.state.proposal(order.message_id)
    if sent is not None and sent.unknown:
        correct(moment, sent, accepted=order.accepted, by=f"operator {operator}")
    elif proposal is not None and proposal.unsettled and proposal.stands != "in_flight" and order.accepted:
        arrived(moment, proposal, f"operator {operator}")
