"""The decision point: puts one proposal through the rules and says send, hold or drop."""

from dataclasses import dataclass
from datetime import datetime

from engine.contracts.journal import RuleLook
from engine.language.terms import Channel, Reason
from engine.policy.case import Case
from engine.policy.rules import channel as channels
from engine.policy.rules import consent, ready, wanted


@dataclass(frozen=True, slots=True)
class Send:
    channel: Channel
    address: str
    looks: tuple[RuleLook, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    reason: Reason | None
    until: datetime | None
    rule: str
    looks: tuple[RuleLook, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    reason: Reason
    looks: tuple[RuleLook, ...]


Decision = Send | Hold | Drop


def judge(case: Case) -> Decision:
    """The rules on the message, then those on each channel until one gives `send`."""
    first = wanted.judge(case)
    if first.verdict == "drop":
        return Drop(first.reason or Reason.EXPIRED, (first,))
    if first.verdict == "hold":
        return Hold(first.reason, first.until, first.rule, (first,))
    return _over_channels(case, (first,))


def _over_channels(case: Case, looks: tuple[RuleLook, ...]) -> Decision:
    why_first: Reason | None = None
    for channel in channels.candidates(case):
        look, address = channels.judge(case, channel)
        looks = (*looks, look)
        if address is not None:
            look = consent.judge(case, channel, address)
            looks = (*looks, look)
            if look.verdict == "send":
                return _if_ready(case, channel, address, looks)
            if look.verdict == "drop":
                return Drop(look.reason or Reason.OPTED_OUT, looks)
        why_first = why_first or look.reason
    return Drop(why_first or Reason.NO_CHANNEL, looks)


def _if_ready(case: Case, channel: Channel, address: str, looks: tuple[RuleLook, ...]) -> Decision:
    look = ready.judge(case, channel)
    if look.verdict == "hold":
        return Hold(look.reason, look.until, look.rule, (*looks, look))
    return Send(channel, address, (*looks, look))
