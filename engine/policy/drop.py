"""Takes a proposal off the table: dropped on record, or called back while it is in flight."""

from datetime import datetime

from engine.contracts.journal import RuleLook
from engine.customer.state import Proposal
from engine.language.terms import Reason
from engine.moment import Moment
from engine.policy.record import record


def drop(
    moment: Moment,
    proposal: Proposal,
    reason: Reason,
    looks: tuple[RuleLook, ...] = (),
    would_pass_at: datetime | None = None,
) -> None:
    """Never sent: on record, and whoever waited for it may go on."""
    record(moment, proposal, "drop", reason=reason, until=would_pass_at, looks=looks)
    close(moment, proposal)


def close(moment: Moment, proposal: Proposal) -> None:
    """It is final, sent or dropped."""
    state = moment.state
    state.proposals = [one for one in state.proposals if one.id != proposal.id]
    moment.closed.append(proposal)


def take_back(moment: Moment, proposal: Proposal, reason: Reason) -> None:
    """Ask for a delivery in flight to be cancelled; if its request was written already, it runs to its end."""
    if proposal.cancelled is None:
        proposal.cancelled = reason
        moment.state.cancels.append(proposal.id)
