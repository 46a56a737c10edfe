"""Everything before the decision point in one activation: what is due, in order, one after another."""

from collections.abc import Mapping
from typing import assert_never

from engine.customer.state import Proposal, Sent
from engine.moment import Moment
from engine.policy.asked import answer
from engine.policy.case import Case, case_of
from engine.policy.conclusion import gives_way_to
from engine.policy.decision import Decision, judge
from engine.policy.drop import close, drop
from engine.policy.offering import offer, visit_of
from engine.policy.order import rank
from engine.policy.reading.known import Foresight, waits_for_her
from engine.policy.record import record
from engine.policy.replacing import replace, replacement
from engine.policy.rules.best_of import drop_others
from engine.policy.standing import look_at_held_again


def decide_next(moment: Moment) -> bool:
    """Decide the first of what is due; False when nothing is due any more."""
    first = _earliest_visits(moment)
    due = [one for one in moment.state.proposals if _due(moment, one, first)]
    if not due:
        return _look_around(moment)
    proposal = min(due, key=lambda one: rank(moment, one))
    _apply(moment, case_of(moment, proposal, Foresight.kept(moment)))
    return True


def _look_around(moment: Moment) -> bool:
    """What went out or was dropped may let others pass, or stop them: all that is held is decided once more."""
    if not moment.news:
        return False
    moment.news = False
    look_at_held_again(moment)
    return True


def _due(moment: Moment, proposal: Proposal, first: Mapping[str, int]) -> bool:
    match proposal.stands:
        case "in_flight" | "reserved":
            return False
        case "held":
            ripe = any(one is not None and one <= moment.now for one in (proposal.until, proposal.changes))
            return ripe or proposal.expires <= moment.now
        case "due":
            return proposal.expires <= moment.now or not _overtakes(proposal, first)
        case _:
            assert_never(proposal.stands)


def _earliest_visits(moment: Moment) -> Mapping[str, int]:
    """By enrolment, the step of its earliest message that is not final; one that waits for her keeps no other back."""
    first: dict[str, int] = {}
    for one in moment.state.proposals:
        if one.enrolment_id is not None and not waits_for_her(one):
            first[one.enrolment_id] = min(one.visit, first.get(one.enrolment_id, one.visit))
    return first


def _overtakes(proposal: Proposal, first: Mapping[str, int]) -> bool:
    """Two messages of one enrolment never leave in another order than its steps: the earlier is decided first."""
    return proposal.enrolment_id is not None and first[proposal.enrolment_id] < proposal.visit


def _apply(moment: Moment, case: Case) -> None:
    decision = judge(case)
    found = decision.conclusion
    if case.proposal.asked is not None:
        answer(moment, case, decision)
        _tell(moment)
        return
    match found.verdict:
        case "send":
            _send(moment, case, decision)
            _tell(moment)
        case "hold":
            _hold(moment, case, decision)
        case "drop":
            assert found.reason is not None  # whatever stops a message says why
            instead = replacement(decision)
            if instead is not None:
                replace(moment, case, instead, decision.looks)
            else:
                drop(moment, case.proposal, found.reason, decision.looks, found.until)
            _tell(moment)
        case _:
            assert_never(found.verdict)


def _tell(moment: Moment) -> None:
    moment.news = True
    moment.foreseen.clear()


def _send(moment: Moment, case: Case, decision: Decision) -> None:
    proposal, channel = case.proposal, decision.conclusion.channel
    assert channel is not None and decision.address is not None  # a send names both
    proposal.channel, proposal.address = channel, decision.address
    proposal.decided_at = moment.now
    proposal.slot = case.slot(channel)
    proposal.behind = ()
    proposal.rule = None  # held again, and be it by the same rule, is another verdict
    visit = visit_of(case, channel) if case.waits_on(channel) else None
    lapses = None if visit is None or case.in_shadow else offer(moment, case, visit)
    record(moment, proposal, "send", channel=channel, looks=decision.looks, shadow=case.in_shadow, lapses=lapses)
    if case.in_shadow:
        _only_on_record(moment, proposal)
        if visit is not None:
            visit.in_shadow += 1
    elif visit is None:
        proposal.stands = "in_flight"
        proposal.doubted = False
    drop_others(moment, proposal)


def _only_on_record(moment: Moment, proposal: Proposal) -> None:
    """It takes its place among its like, and lets its journey go on as if it had gone out."""
    assert proposal.slot is not None
    kept = Sent(
        **dict(proposal.slot),
        enrolment_id=proposal.enrolment_id,
        step=proposal.step,
        sent_at=moment.now,
        shadow=True,
    )
    moment.state.keep_sent(kept)
    enrolment = moment.state.enrolment(proposal.enrolment_id)
    if enrolment is not None and proposal.step is not None:
        enrolment.keep_send(proposal.step, proposal.message)
    close(moment, proposal)


def _hold(moment: Moment, case: Case, decision: Decision) -> None:
    found, channel = decision.conclusion, decision.conclusion.channel
    place = channel if channel is not None and case.waits_on(channel) else None
    proposal = case.proposal
    changed = (proposal.rule, proposal.reason, proposal.until) != (found.rule, found.reason, found.until)
    proposal.stands = "held"
    proposal.rule, proposal.reason, proposal.until = found.rule, found.reason, found.until
    proposal.changes = decision.changes
    proposal.channel = place or proposal.channel
    proposal.behind = gives_way_to(found, decision.looks)
    if changed:
        moment.foreseen.clear()
        record(moment, proposal, "hold", channel=place, reason=found.reason, until=found.until, looks=decision.looks)
    else:
        proposal.looked += 1
