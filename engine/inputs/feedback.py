"""Takes in what a provider or the customer said about a message: reactions, opt-outs, suppressions, settling."""

from typing import Literal

from engine.contracts.inputs import Feedback
from engine.contracts.journal import Corrected
from engine.customer import consent
from engine.customer.addresses import suppress
from engine.customer.notes import note
from engine.customer.state import Sent
from engine.journeys.steps import wait_for
from engine.language.reactions import Reaction
from engine.language.steps import Send, WaitFor
from engine.moment import Moment
from engine.policy.table import look_at_held_again

_PROVES_ACCEPTED = frozenset(Reaction) - {Reaction.UNSUBSCRIBED}
_ENDS_DELIVERY = frozenset({Reaction.DELIVERED, Reaction.BOUNCED})


def take_in(moment: Moment, feedback: Feedback) -> None:
    """Any order, also before the outcome; an opt-out acts at once."""
    proposal = moment.state.proposal(feedback.message_id)
    if proposal is not None:
        proposal.reactions.setdefault(feedback.reaction, feedback.at)
    sent = moment.state.message_sent(feedback.message_id)
    if sent is not None:
        _react(moment, feedback, sent)


def _react(moment: Moment, feedback: Feedback, sent: Sent) -> None:
    if not feedback.machine:
        sent.reactions.setdefault(feedback.reaction, feedback.at)
    if sent.unknown and feedback.reaction in _PROVES_ACCEPTED:
        correct(moment, sent, accepted=True, by=f"feedback {feedback.reaction}")
    _obey(moment, feedback, sent)
    _waits(moment, feedback, sent)
    if feedback.reaction in _ENDS_DELIVERY:
        _settled(moment, sent)


def correct(moment: Moment, sent: Sent, *, accepted: bool, by: str) -> None:
    """An outcome that was unknown is known now."""
    sent.unknown = False
    if not accepted:
        moment.state.sent.remove(sent)
    outcome: Literal["accepted", "refused"] = "accepted" if accepted else "refused"
    note(
        moment.state,
        Corrected(seq=0, at=moment.now, message_id=sent.id, attempt=sent.attempt, outcome=outcome, by=by),
    )


def _obey(moment: Moment, feedback: Feedback, sent: Sent) -> None:
    address = sent.address
    match feedback.reaction:
        case Reaction.UNSUBSCRIBED:
            consent.opt_out(moment, sent.channel, None, feedback.at, "unsubscribed")
        case Reaction.COMPLAINED:
            consent.opt_out(moment, sent.channel, None, feedback.at, "complained")
            if address is not None:
                suppress(moment, sent.channel, address, "marketing", "complained")
        case Reaction.BOUNCED if feedback.hard and address is not None:
            suppress(moment, sent.channel, address, "everything", "bounced")
        case _:
            return
    look_at_held_again(moment)


def _waits(moment: Moment, feedback: Feedback, sent: Sent) -> None:
    for enrolment in moment.state.enrolments:
        place = moment.program(enrolment.version).places[enrolment.step]
        if enrolment.ending is not None or not isinstance(place.step, WaitFor):
            continue
        outcome = wait_for.by_reaction(moment, enrolment, place.step, feedback, sent)
        if outcome is not None:
            wait_for.settle(enrolment, place.step, place, outcome, feedback.detail)
            moment.arriving.append((enrolment.id, place.next))


def _settled(moment: Moment, sent: Sent) -> None:
    """A step that waits for the provider goes on."""
    enrolment = moment.state.enrolment(sent.enrolment_id)
    if enrolment is None or enrolment.ending is not None or enrolment.step != sent.step:
        return
    place = moment.program(enrolment.version).places[enrolment.step]
    if isinstance(place.step, Send) and place.step.go_on == "when_settled":
        moment.arriving.append((enrolment.id, place.next))
