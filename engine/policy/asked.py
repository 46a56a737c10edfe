"""Answers a department that asks: a reservation that lapses, or a drop with the instant at which it would pass."""

from datetime import timedelta

from engine.contracts.answers import AskAnswer
from engine.customer.asked import Answered
from engine.moment import Moment
from engine.policy.case import Case
from engine.policy.decision import Decision
from engine.policy.drop import close
from engine.policy.record import record


def answer(moment: Moment, case: Case, decision: Decision) -> None:
    """Never hold: what would have to wait is the department's to ask again."""
    proposal, found = case.proposal, decision.conclusion
    asked = proposal.asked
    assert asked is not None
    if found.verdict == "send":
        assert found.channel is not None
        lapses = moment.now + timedelta(seconds=asked.ttl)
        proposal.stands, proposal.until, proposal.channel = "reserved", lapses, found.channel
        proposal.slot, proposal.decided_at = case.slot(found.channel), moment.now
        record(moment, proposal, "send", channel=found.channel, looks=decision.looks, lapses=lapses)
        said = AskAnswer(verdict="send", message_id=proposal.id, channel=found.channel, lapses=lapses)
    else:
        record(moment, proposal, "drop", reason=found.reason, until=found.until, looks=decision.looks)
        close(moment, proposal)
        said = AskAnswer(
            verdict="drop",
            message_id=proposal.id,
            reason=found.reason,
            rule=found.rule,
            would_pass_at=found.until,
        )
    moment.state.answers[asked.id] = Answered(answer=said, at=moment.now)
