"""Asks back what a channel took over and has not carried out yet: a letter not printed, a call not made."""

from datetime import datetime, timedelta

from engine.contracts.commands import Withdraw
from engine.contracts.views import TimelineItem
from engine.customer.calls import is_carried_out
from engine.customer.notes import ASKED_BACK, tell
from engine.customer.state import MAX_ENROLMENTS, CustomerState, Enrolment, Proposal, Recallable, Sent
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.contents import message_of

_ANSWERED_WITHIN = timedelta(hours=1)
"""An answer that did not come by then, after the cut-off, was lost with the run that asked."""

_DECIDED = (
    *("stands", "slot", "until", "changes", "reason", "rule", "behind", "looked", "setbacks", "not_before", "setback"),
    *("waits", "no_place", "paused_on", "woken", "decided_at", "channel", "address", "send_by", "reactions", "machine"),
    *("cancelled", "cancelled_by", "doubted", "unsettled", "proven", "let_out", "call", "call_back_at"),
)
"""What a proposal comes to be by decisions and answers."""


def cut_off_of(moment: Moment, proposal: Proposal) -> datetime | None:
    """Until when the channel that was decided for gives it back; None: it never does."""
    rules = None if proposal.channel is None else moment.policy.channels.get(proposal.channel)
    if rules is None or rules.cut_off is None or proposal.decided_at is None:
        return None
    return proposal.decided_at + rules.cut_off


def recallable(moment: Moment, proposal: Proposal, provider_id: str | None) -> Recallable | None:
    """What has to be kept of a message that was just handed over; None: there is no way back."""
    until = cut_off_of(moment, proposal)
    if until is None or until <= moment.now or is_carried_out(proposal.reactions, proposal.call):
        return None
    return Recallable(until=until, provider_id=provider_id, proposal=_anew(proposal))


def _anew(proposal: Proposal) -> Proposal:
    """As it was before it was ever decided, under its next attempt."""
    fields = Proposal.model_fields
    as_new = {name: fields[name].get_default(call_default_factory=True) for name in _DECIDED}
    further = {"attempt": proposal.attempt + 1, "taken_back": proposal.taken_back + 1}
    return proposal.model_copy(update={**as_new, **further})


def is_open(moment: Moment, sent: Sent) -> bool:
    """Whether it can be asked back, and nobody has yet."""
    known = sent.recallable
    return known is not None and known.asked is None and moment.now < known.until


def withdraw(
    moment: Moment, sent: Sent, reason: Reason, by: str | None = None, *, anew: bool = False, insist: bool = False
) -> None:
    """Ask for it once, if that can help; with `insist` also where asking failed before. `by`: an operator's word."""
    known = sent.recallable
    if known is None:
        return
    if known.anew and not known.failed and not anew:
        known.asked, known.anew, known.by = reason, False, by  # once it is back it goes nowhere
        return
    if moment.now >= known.until or (known.asked is not None and not (insist and known.failed)):
        return
    known.asked, known.anew, known.failed, known.by = reason, anew, False, by
    moment.state.withdrawals.append(
        Withdraw(
            customer_id=moment.state.customer_id,
            message_id=sent.id,
            attempt=sent.attempt,
            message=sent.message,
            title=message_of(moment, known.proposal).title,
            channel=sent.channel,
            provider_id=known.provider_id,
            why=reason.value,
        )
    )
    detail = f"{ASKED_BACK}{reason.value}"
    tell(moment.state, TimelineItem(at=moment.now, what="outcome", subject=sent.message, detail=detail))


def withdraw_those_of(moment: Moment, enrolment: Enrolment, reason: Reason, by: str | None = None) -> None:
    """Everything that an enrolment has sent and that is not carried out yet."""
    for sent in moment.state.sent:
        if sent.enrolment_id == enrolment.id:
            withdraw(moment, sent, reason, by)


def withdraw_everything(moment: Moment, reason: Reason) -> None:
    """Whatever can still be taken back of this customer."""
    for sent in moment.state.sent:
        withdraw(moment, sent, reason)


def keep_while_recallable(state: CustomerState, enrolment: Enrolment) -> None:
    """It ends by itself: what comes back of it for another address goes there with its facts."""
    if any(one.recallable is not None and one.enrolment_id == enrolment.id for one in state.sent):
        state.over = [*state.over, enrolment][-MAX_ENROLMENTS:]


def forget_over(moment: Moment) -> None:
    """The cut-off is past: what is asked back by now waits for its answer, the rest cannot be asked any more, and
    nothing of an enrolment that is over comes back."""
    for sent in moment.state.sent:
        known = sent.recallable
        if known is None or moment.now < known.until:
            continue
        if known.asked is None or known.failed or moment.now >= known.until + _ANSWERED_WITHIN:
            sent.recallable = None
    if moment.state.over:
        back = {one.enrolment_id for one in moment.state.proposals}
        may_come = {one.enrolment_id for one in moment.state.sent if one.recallable is not None}
        moment.state.over = [one for one in moment.state.over if one.id in back | may_come]
