"""Whether the way out is open: a provider, a pause or our own fault said "not now" for this message before."""

from engine.contracts.journal import RuleLook
from engine.language.terms import Channel
from engine.policy.case import Case

NAME = "way out"


def judge(case: Case, channel: Channel) -> RuleLook:
    proposal = case.proposal
    if proposal.not_before is None or proposal.not_before <= case.moment.now:
        return RuleLook(rule=NAME, verdict="send", channel=channel)
    return RuleLook(
        rule=NAME,
        verdict="hold",
        reason=proposal.setback,
        until=proposal.not_before,
        channel=channel,
        evidence={"setbacks": proposal.setbacks},
    )
