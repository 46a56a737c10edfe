"""Takes a proposal off the table: dropped on record, or called back while it is in flight."""

from datetime import datetime
from typing import Final

from engine.contracts.journal import RuleLook
from engine.customer.places import Slot
from engine.customer.state import Proposal, Sent
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.lapsing import withdraw_offer
from engine.policy.record import record

STILL_WANTED: Final = "still wanted"
"""The kind of the rule by which a message may not be wanted any more."""


def drop(
    moment: Moment,
    proposal: Proposal,
    reason: Reason,
    looks: tuple[RuleLook, ...] = (),
    would_pass_at: datetime | None = None,
) -> None:
    """Not sent, or not again: on record, and whoever waited for it may go on."""
    record(moment, proposal, "drop", reason=reason, until=would_pass_at, looks=looks)
    if proposal.stands == "reserved":
        withdraw_offer(moment, proposal)
    if proposal.unsettled is not None and proposal.slot is not None and proposal.stands != "in_flight":
        _keep_what_may_have_arrived(moment, proposal, proposal.slot, proposal.unsettled)
    close(moment, proposal)


def _keep_what_may_have_arrived(moment: Moment, proposal: Proposal, slot: Slot, attempt: int) -> None:
    """Its place stays taken, and whoever learns what became of the attempt can still say so."""
    sent = Sent(
        **dict(slot),
        address=proposal.address,
        enrolment_id=proposal.enrolment_id,
        step=proposal.step,
        attempt=attempt,
        sent_at=moment.at,
        unknown=True,
        reactions=proposal.reactions,
        machine=proposal.machine,
        call=proposal.call,
        call_back_at=proposal.call_back_at,
    )
    moment.state.keep_sent(sent)
    enrolment = moment.state.enrolment(proposal.enrolment_id)
    if enrolment is not None and proposal.step is not None:
        enrolment.keep_send(proposal.step, proposal.message)


def take_off(moment: Moment, proposal: Proposal, reason: Reason, by: str | None = None) -> None:
    """Dropped, or, in flight, taken back; `by`: on the word of an operator."""
    if proposal.stands == "in_flight":
        take_back(moment, proposal, reason, by)
    else:
        drop(moment, proposal, reason, ordered(reason, by))


def ordered(reason: Reason, by: str | None) -> tuple[RuleLook, ...]:
    """Who does not want it any more, as the rule on that looks at it; nothing where that was no operator."""
    if by is None:
        return ()
    return (RuleLook(rule=STILL_WANTED, verdict="drop", reason=reason, evidence={"drop": reason.value, "by": by}),)


def close(moment: Moment, proposal: Proposal) -> None:
    """It is final, sent or dropped."""
    state = moment.state
    state.proposals = [one for one in state.proposals if one.id != proposal.id]
    moment.closed.append(proposal)


def take_back(moment: Moment, proposal: Proposal, reason: Reason, by: str | None = None) -> None:
    """Ask for a delivery in flight to be cancelled; if its request was written already, it runs to its end."""
    if proposal.cancelled is None:
        proposal.cancelled, proposal.cancelled_by = reason, by
        moment.state.cancels.append(proposal.id)
