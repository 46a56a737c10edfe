"""Rule 2, consent and suppression, for one channel and address of the message."""

from engine.contracts.journal import RuleLook, Verdict
from engine.customer.addresses import suppressed
from engine.customer.consent import Standing, standing
from engine.language.terms import Channel, Reason
from engine.policy.case import Case

NAME = "consent and suppression"


def judge(case: Case, channel: Channel, address: str) -> RuleLook:
    """`next_channel` where consent was never given or the address is suppressed; an opt-out ends the search."""
    state = case.moment.state
    if suppressed(case.moment, channel, address, marketing=case.marketing):
        return RuleLook(rule=NAME, verdict="next_channel", reason=Reason.SUPPRESSED, channel=channel)
    needed = case.defaults.consent
    if needed == "none":
        return RuleLook(rule=NAME, verdict="send", channel=channel, evidence={"needed": needed})
    stands, by = standing(state.consents, case.message.purpose, channel, case.message.topics)
    evidence = {"needed": needed, "stands": stands, "since": by.at.isoformat() if by is not None else None}
    verdict, reason = _verdict(needed == "opt_out", stands)
    return RuleLook(rule=NAME, verdict=verdict, reason=reason, channel=channel, evidence=dict(evidence))


def _verdict(opt_out: bool, stands: Standing) -> tuple[Verdict, Reason | None]:
    if stands == "denied":
        return "drop", Reason.OPTED_OUT
    if stands == "granted" or (opt_out and stands == "unknown"):
        return "send", None
    return "next_channel", Reason.CONSENT_MISSING
