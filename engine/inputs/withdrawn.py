"""Takes in what became of a message that was asked back after it was handed over."""

from typing import assert_never

from engine.contracts.inputs import Withdrawn
from engine.contracts.journal import Alerted, Corrected
from engine.contracts.views import TimelineItem
from engine.customer.notes import note, tell
from engine.customer.state import MAX_PROPOSALS, CustomerState, Recallable, Sent
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.drop import drop, ordered


def take_in(moment: Moment, withdrawn: Withdrawn) -> None:
    """An answer to what is not asked any more changes nothing."""
    sent = moment.state.message_sent(withdrawn.message_id)
    known = sent.recallable if sent is not None and sent.attempt == withdrawn.attempt else None
    if sent is None or known is None or known.asked is None or known.failed:
        return
    became = withdrawn.answer.became
    match became:
        case "withdrawn":
            _back(moment, sent, known, known.asked)
        case "too_late":
            sent.recallable = None
            tell(moment.state, TimelineItem(at=moment.now, what="outcome", subject=sent.message, detail="too late"))
        case "failed":
            known.failed = True
            detail = f"{sent.message} ({sent.id}) was to be taken back, {known.asked.value}: {withdrawn.answer.detail}"
            note(moment.state, Alerted(seq=0, at=moment.now, what="taking back failed", detail=detail))
        case _:
            assert_never(became)


def _back(moment: Moment, sent: Sent, known: Recallable, reason: Reason) -> None:
    """It never reached her: its place is free. It is dropped, or proposed again where only the address was wrong."""
    state = moment.state
    state.sent.remove(sent)
    _unsend(state, sent)
    corrected = Corrected(
        seq=0, at=moment.now, message_id=sent.id, attempt=sent.attempt, outcome="withdrawn", by=reason.value
    )
    proposal = known.proposal
    proposal.due = moment.at
    state.proposals.append(proposal)
    note(state, corrected)  # told under the message's name, which is known again
    if not known.anew:
        drop(moment, proposal, reason, ordered(reason, known.by))
    elif len(state.proposals) > MAX_PROPOSALS:
        drop(moment, proposal, Reason.LIMIT)


def _unsend(state: CustomerState, sent: Sent) -> None:
    """A move to another version of the journey finds it not sent."""
    enrolment = state.enrolment(sent.enrolment_id)
    if enrolment is not None and sent.step is not None and enrolment.sends.get(sent.step) == sent.message:
        del enrolment.sends[sent.step]
