"""Everything before the decision point in one activation: what is due, in order, one after another."""

from typing import assert_never

from engine.customer.state import Proposal
from engine.moment import Moment
from engine.policy.case import Case, case_of
from engine.policy.decision import Drop, Hold, Send, judge
from engine.policy.drop import drop
from engine.policy.order import rank
from engine.policy.record import record


def decide_next(moment: Moment) -> bool:
    """Decide the first of what is due; False when nothing is due any more."""
    cases = [case_of(moment, one) for one in moment.state.proposals if _due(moment, one)]
    if not cases:
        return False
    _apply(moment, min(cases, key=rank))
    return True


def _due(moment: Moment, proposal: Proposal) -> bool:
    match proposal.stands:
        case "in_flight":
            return False
        case "held":
            ripe = proposal.until is not None and proposal.until <= moment.now
            return ripe or proposal.expires <= moment.now
        case "due":
            return proposal.expires <= moment.now or not _overtakes(moment, proposal)
        case _:
            assert_never(proposal.stands)


def _overtakes(moment: Moment, proposal: Proposal) -> bool:
    """Two messages of one enrolment never leave in another order than its steps: the earlier is decided first."""
    return proposal.enrolment_id is not None and any(
        other.enrolment_id == proposal.enrolment_id and other.visit < proposal.visit for other in moment.state.proposals
    )


def _apply(moment: Moment, case: Case) -> None:
    proposal = case.proposal
    decision = judge(case)
    match decision:
        case Send():
            proposal.stands = "in_flight"
            proposal.channel = decision.channel
            proposal.address = decision.address
            proposal.decided_at = moment.now
            proposal.doubted = False
            record(moment, proposal, "send", channel=decision.channel, looks=decision.looks)
        case Hold():
            _hold(moment, proposal, decision)
        case Drop():
            drop(moment, proposal, decision.reason, decision.looks)
        case _:
            assert_never(decision)


def _hold(moment: Moment, proposal: Proposal, decision: Hold) -> None:
    changed = (proposal.rule, proposal.reason, proposal.until) != (
        decision.rule,
        decision.reason,
        decision.until,
    )
    proposal.stands = "held"
    proposal.rule, proposal.reason, proposal.until = decision.rule, decision.reason, decision.until
    if changed:
        record(moment, proposal, "hold", reason=decision.reason, until=decision.until, looks=decision.looks)
    else:
        proposal.looked += 1
