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
    """The rules on the message, then those on each channel until one gives `send`; the strictest wins."""
    first = wanted.judge(case)
    if first.verdict == "drop":
        return Drop(first.reason or Reason.EXPIRED, (first,))
    rest = _over_channels(case, (first,))
    if first.verdict == "hold" and not isinstance(rest, Drop):
        return Hold(first.reason, first.until, first.rule, rest.looks)
    return rest


def _over_channels(case: Case, looks: tuple[RuleLook, ...]) -> Decision:
    """The first channel that may be used; else waiting for one that is paused; else a drop with the first reason."""
    paused: RuleLook | None = None
    refused: list[RuleLook] = []
    for channel in channels.candidates(case):
        tried, address = _try(case, channel)
        looks = (*looks, *tried)
        last = tried[-1]
        if last.verdict == "send" and address is not None:
            return _if_ready(case, channel, address, looks)
        if last.verdict == "hold":
            paused = paused or last
            continue
        refused.append(last)
        if last.verdict == "drop":
            break
    if paused is not None:
        return Hold(paused.reason, paused.until, paused.rule, looks)
    return Drop(_why(refused), looks)


def _try(case: Case, channel: Channel) -> tuple[tuple[RuleLook, ...], str | None]:
    """Address, consent, pause: up to the first that does not say `send`."""
    there, address = channels.judge(case, channel)
    if address is None:
        return (there,), None
    agreed = consent.judge(case, channel, address)
    if agreed.verdict != "send":
        return (there, agreed), address
    return (there, agreed, channels.paused(case, channel)), address


def _why(refused: list[RuleLook]) -> Reason:
    """An opt-out ended the search and is the reason; else the first channel's."""
    if refused and refused[-1].verdict == "drop":
        return refused[-1].reason or Reason.OPTED_OUT
    return (refused[0].reason if refused else None) or Reason.NO_CHANNEL


def _if_ready(case: Case, channel: Channel, address: str, looks: tuple[RuleLook, ...]) -> Decision:
    look = ready.judge(case, channel)
    if look.verdict == "hold":
        return Hold(look.reason, look.until, look.rule, (*looks, look))
    return Send(channel, address, (*looks, look))
