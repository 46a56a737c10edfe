"""Says which rules a message breaks that a department sent, or will send, without a place of its own."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from engine.customer.state import Proposal
from engine.language.terms import Channel, Reason
from engine.moment import Moment
from engine.policy.case import case_of
from engine.policy.rules.all import RULES

_BREACHES: Final = frozenset(
    {
        Reason.CONSENT_MISSING,
        Reason.OPTED_OUT,
        Reason.SUPPRESSED,
        Reason.HOLDOUT,
        Reason.CONFLICT,
        Reason.BLOCKED,
        Reason.CAP,
        Reason.MIX,
        Reason.QUIET_HOURS,
    }
)
"""What a rule of the house can hold against a message that is a fact already."""


def breaches(moment: Moment, proposal: Proposal, channel: Channel, sent_at: datetime) -> tuple[str, ...]:
    """By kind and name, as the rules stand for that instant; what is only observed breaks nothing."""
    case = case_of(replace(moment, at=sent_at, now=sent_at), proposal)
    looks = (one for rule in RULES.values() for one in rule.looks(case, channel))
    broken = (one for one in looks if not one.observed and one.verdict != "send" and one.reason in _BREACHES)
    return tuple(dict.fromkeys(f"{one.rule} {one.name}".strip() for one in broken))
