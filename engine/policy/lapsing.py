"""What becomes of a place that was reserved and is free again: it may still turn out to have been used."""

from datetime import datetime

from engine.contracts.journal import SlotChanged
from engine.customer.notes import note
from engine.customer.places import Lapsed
from engine.customer.state import MAX_LAPSED, CustomerState, Proposal
from engine.moment import Moment


def withdraw_offer(moment: Moment, proposal: Proposal) -> None:
    """It is offered no more, and who shows it all the same can still say so."""
    note(moment.state, SlotChanged(seq=0, at=moment.now, message_id=proposal.id, what="released"))
    keep_lapsed(moment.state, proposal, moment.now)


def keep_lapsed(state: CustomerState, proposal: Proposal, when: datetime) -> None:
    """For as long as somebody may still say that it was sent, or shown."""
    asked, slot = proposal.asked, proposal.slot
    assert slot is not None  # it belongs to a reservation
    kept = Lapsed(
        **dict(slot),
        topics=asked.topics if asked is not None else (),
        priority=proposal.priority,
        at=when,
        ours=is_ours(proposal),
        enrolment_id=proposal.enrolment_id,
        step=proposal.step,
        attempt=proposal.attempt,
    )
    state.lapsed = [*(one for one in state.lapsed if one.id != kept.id), kept][-MAX_LAPSED:]


def is_ours(proposal: Proposal) -> bool:
    """Not a department's own: also where only its place is known, as the ledger recalled it."""
    asked = proposal.asked
    return asked is None or (not asked.id and proposal.origin != "department")
