"""Takes in what a provider or the customer said about a message: reactions, opt-outs, suppressions, settling."""

from typing import Literal

from engine.contracts.inputs import Feedback
from engine.contracts.journal import Corrected
from engine.customer import calls, consent
from engine.customer.addresses import give_back, suppress
from engine.customer.notes import note
from engine.customer.state import Proposal, Sent
from engine.inputs.delivered import arrived
from engine.inputs.showing import shown
from engine.journeys.steps import wait_for
from engine.language.reactions import (
    ENDS_DELIVERY,
    PROVES_ACCEPTED,
    SAID_BY_MACHINE,
    CallOutcome,
    Reaction,
)
from engine.language.steps import Send, WaitFor
from engine.language.terms import Channel
from engine.moment import Moment


def take_in(moment: Moment, feedback: Feedback) -> None:
    """Any order, also before the outcome; an opt-out acts at once."""
    sent = moment.state.message_sent(feedback.message_id) or shown(moment, feedback)
    proposal = moment.state.proposal(feedback.message_id)
    if sent is not None:
        _react(moment, feedback, sent)
    elif proposal is not None:
        _react_early(moment, feedback, proposal)
    else:
        _obey(moment, feedback, None)


def _react(moment: Moment, feedback: Feedback, sent: Sent) -> None:
    _remember(feedback, sent)
    if (
        calls.is_carried_out({feedback.reaction}, calls.outcome_of(feedback))
        and sent.recallable is not None
        and sent.recallable.asked is None
    ):
        sent.recallable = None
    _obey(moment, feedback, sent)
    _waits(moment, feedback, sent)
    if sent.unknown and feedback.reaction in PROVES_ACCEPTED:
        correct(moment, sent, accepted=True, by=_by(feedback))
    elif feedback.reaction in ENDS_DELIVERY:
        _settled(moment, sent)


def _react_early(moment: Moment, feedback: Feedback, proposal: Proposal) -> None:
    """Before the outcome is known here."""
    _remember(feedback, proposal)
    _obey(moment, feedback, proposal)
    proposal.proven = proposal.proven or feedback.reaction in PROVES_ACCEPTED
    if proposal.proven and proposal.unsettled is not None and proposal.stands != "in_flight":
        arrived(moment, proposal, _by(feedback))


def _remember(feedback: Feedback, message: Sent | Proposal) -> None:
    if feedback.machine and feedback.reaction not in SAID_BY_MACHINE:
        message.machine = True
        return
    first = message.reactions.get(feedback.reaction, feedback.at)
    message.reactions[feedback.reaction] = min(first, feedback.at)
    if (said := calls.outcome_of(feedback)) is not None:
        message.call = calls.after(message.call, said)
        message.call_back_at = calls.call_back_at(feedback) or message.call_back_at


def _by(feedback: Feedback) -> str:
    return f"feedback {feedback.reaction}"


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
    _settled(moment, sent)


def _obey(moment: Moment, feedback: Feedback, message: Sent | Proposal | None) -> None:
    channel, address = _where(feedback, message)
    match feedback.reaction:
        case Reaction.UNSUBSCRIBED if feedback.everything and channel is not None:
            consent.stop(moment, channel, feedback.at)
            if address is not None:
                suppress(moment, channel, address, "everything", consent.STOPPED)
        case Reaction.RESUBSCRIBED if feedback.everything and channel is not None:
            consent.start(moment, channel, feedback.at)
            if address is not None:
                give_back(moment, channel, address, "started")
        case Reaction.UNSUBSCRIBED:
            for topic in _topics(moment, message):
                consent.opt_out(moment, channel, topic, feedback.at, consent.UNSUBSCRIBED)
        case Reaction.RESUBSCRIBED:
            consent.opt_in_again(moment, channel, feedback.at)
        case Reaction.COMPLAINED:
            consent.opt_out(moment, channel, None, feedback.at, "complained")
            if channel is not None and address is not None:
                suppress(moment, channel, address, "marketing", "complained")
        case Reaction.CALL_OUTCOME if calls.outcome_of(feedback) is CallOutcome.DO_NOT_CALL:
            _call_no_more(moment, feedback, channel or Channel.CALL, address)
        case Reaction.BOUNCED if feedback.hard and channel is not None and address is not None:
            suppress(moment, channel, address, "everything", "bounced")
        case _:
            return


def _call_no_more(moment: Moment, feedback: Feedback, channel: Channel, address: str | None) -> None:
    """Said to a person, of this number: not for a service message either."""
    consent.opt_out(moment, channel, None, feedback.at, CallOutcome.DO_NOT_CALL)
    if address is not None:
        suppress(moment, channel, address, "everything", CallOutcome.DO_NOT_CALL)


def _where(feedback: Feedback, message: Sent | Proposal | None) -> tuple[Channel | None, str | None]:
    """Of a message that is older than what is kept the door may know them; with no channel all of them are meant.

    `STOP` is said of the number that it came from, whatever it answers.
    """
    if message is None or message.channel is None or feedback.everything:
        return feedback.channel, feedback.address
    same = feedback.channel == message.channel
    return message.channel, message.address or (feedback.address if same else None)


def _topics(moment: Moment, message: Sent | Proposal | None) -> tuple[str | None, ...]:
    """What one click withdraws: all marketing, or the message's topics where the policy says so and it has any."""
    content = moment.catalogue.messages.get(message.message) if message is not None else None
    if moment.policy.consent.unsubscribe_means == "marketing" or content is None:
        return (None,)
    return moment.definitions.message(content).definition.topics or (None,)


def _waits(moment: Moment, feedback: Feedback, sent: Sent) -> None:
    for enrolment in moment.state.enrolments:
        place = moment.program(enrolment.version).places[enrolment.step]
        if enrolment.ending is not None or not isinstance(place.step, WaitFor):
            continue
        outcome = wait_for.by_reaction(moment, enrolment, place.step, feedback, sent)
        if outcome is not None:
            wait_for.settle(enrolment, place.step, place, *outcome)
            moment.bring(enrolment.id, place.next)


def _settled(moment: Moment, sent: Sent) -> None:
    """A step that waits for the provider goes on."""
    enrolment = moment.state.enrolment(sent.enrolment_id)
    if enrolment is None or enrolment.ending is not None or enrolment.step != sent.step:
        return
    place = moment.program(enrolment.version).places[enrolment.step]
    if isinstance(place.step, Send) and place.step.go_on == "when_settled":
        moment.bring(enrolment.id, place.next)
