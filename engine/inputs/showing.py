"""Takes in that a message was put before her eyes at a place: it is sent then, at the instant of its decision."""

from datetime import datetime
from typing import Final

from engine.contracts.entry import Presented
from engine.contracts.inputs import Feedback
from engine.contracts.journal import SlotChanged
from engine.customer.notes import note
from engine.customer.places import Lapsed, Slot
from engine.customer.state import Proposal, Sent
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from engine.moment import Moment
from engine.policy.case import case_of
from engine.policy.contents import message_of
from engine.policy.drop import close
from engine.policy.lapsing import is_ours
from engine.policy.rules.best_of import drop_others

SHOWS: Final = frozenset({Reaction.SHOWN, Reaction.ACCEPTED, Reaction.DECLINED})
"""Who accepts or declines something has seen it."""


def shown(moment: Moment, feedback: Feedback) -> Sent | None:
    """What counts as sent from now on, also after its place lapsed; None: the feedback says nothing of the kind."""
    if feedback.reaction not in SHOWS or feedback.machine:
        return None
    proposal = moment.state.proposal(feedback.message_id)
    if proposal is not None:
        offered = _place(moment, proposal, feedback)
        return None if offered is None else _sent(moment, *offered, proposal, feedback)
    lapsed = _lapsed(moment, feedback.message_id)
    return None if lapsed is None else _sent_after_all(moment, lapsed, feedback)


def _lapsed(moment: Moment, message_id: str) -> Lapsed | None:
    """The place at which it was offered last, if nobody had said by its end that it was shown there."""
    return next((one for one in moment.state.lapsed if one.ours and one.id == message_id), None)


def _place(moment: Moment, proposal: Proposal, feedback: Feedback) -> tuple[Slot, int] | None:
    """The one that it was offered under, and which of its attempts that was; without one any more, or yet, a place
    where and at the time at which she saw it."""
    if proposal.stands == "in_flight" or not is_ours(proposal):
        return None
    if proposal.stands == "reserved" and proposal.slot is not None:
        return proposal.slot, proposal.attempt
    if (lapsed := _lapsed(moment, proposal.id)) is not None:
        return _seen(lapsed, lapsed.decided_at, feedback, moment), lapsed.attempt
    channel = proposal.channel or _where(moment, proposal)
    if channel is None or not moment.policy.is_pull(channel):
        return None
    return _seen(case_of(moment, proposal).slot(channel), proposal.due, feedback, moment), proposal.attempt


def _seen(place: Slot, earliest: datetime, feedback: Feedback, moment: Moment) -> Slot:
    return place.model_copy(update={"decided_at": max(earliest, min(feedback.at, moment.now))})


def _where(moment: Moment, proposal: Proposal) -> Channel | None:
    """The first place that it can wait at."""
    return next((one for one in message_of(moment, proposal).channels if moment.policy.is_pull(one)), None)


def _sent(moment: Moment, place: Slot, attempt: int, proposal: Proposal, feedback: Feedback) -> Sent:
    sent = _count(moment, place, attempt, proposal, feedback)
    sent.reactions |= proposal.reactions
    _note(moment, sent, feedback, version=proposal.version)
    drop_others(moment, proposal)
    close(moment, proposal)
    return sent


def _sent_after_all(moment: Moment, lapsed: Lapsed, feedback: Feedback) -> Sent:
    """Its proposal is gone by now, and its place is free: it counts when she saw it."""
    moment.state.lapsed.remove(lapsed)
    sent = _count(moment, _seen(lapsed, lapsed.decided_at, feedback, moment), lapsed.attempt, lapsed, feedback)
    _note(moment, sent, feedback, version=None)
    return sent


def _count(moment: Moment, place: Slot, attempt: int, source: Proposal | Lapsed, feedback: Feedback) -> Sent:
    slot = {name: getattr(place, name) for name in Slot.model_fields}
    sent = Sent(
        **slot,
        enrolment_id=source.enrolment_id,
        step=source.step,
        attempt=attempt,
        sent_at=moment.at,
        reactions={Reaction.SHOWN: min(feedback.at, moment.now)},
    )
    moment.state.lapsed = [one for one in moment.state.lapsed if one.id != sent.id]
    moment.state.insert_sent(sent)
    enrolment = moment.state.enrolment(source.enrolment_id)
    if enrolment is not None and source.step is not None:
        enrolment.keep_send(source.step, sent.message)
    return sent


def _note(moment: Moment, sent: Sent, feedback: Feedback, *, version: str | None) -> None:
    seen = min(feedback.at, moment.now)
    note(moment.state, SlotChanged(seq=0, at=moment.now, message_id=sent.id, what="confirmed", sent_at=seen))
    note(
        moment.state,
        Presented(
            seq=0,
            at=moment.now,
            message_id=sent.id,
            attempt=sent.attempt,
            message=sent.message,
            purpose=sent.purpose,
            department=sent.department,
            origin=sent.origin,
            journey=sent.journey,
            version=version,
            channel=sent.channel,
            decided_at=sent.decided_at,
            shown_at=seen,
        ),
    )
