"""What follows from the rules that were looked at: of the looks alone, so that a record can be judged again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from engine.contracts.journal import RuleLook, Verdict
from engine.language.terms import Channel, Reason

_STRICTNESS: dict[Verdict, int] = {"send": 0, "hold": 1, "next_channel": 2, "drop": 3}


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`rule` is the kind and name of the rule that decided; `channel` that of a send, or of the hold."""

    verdict: Literal["send", "hold", "drop"]
    channel: Channel | None = None
    reason: Reason | None = None
    until: datetime | None = None
    rule: str = ""


def strictest(looks: Iterable[RuleLook]) -> RuleLook | None:
    """The first in order with the strictest verdict; what is only observed does not count."""
    found: RuleLook | None = None
    for one in looks:
        if not one.observed and (found is None or _STRICTNESS[one.verdict] > _STRICTNESS[found.verdict]):
            found = one
    return found


def conclude(looks: Sequence[RuleLook]) -> Conclusion:
    """Drop over next channel over hold over send; of several channels the first that gives `send` wins, else the
    first `hold`, else it is dropped for the first channel's reason."""
    general = strictest(one for one in looks if one.channel is None)
    by_channel = strictest_by_channel(looks)
    if general is not None and general.verdict == "drop" and (not by_channel or not _foregone(by_channel)):
        return _of("drop", general)
    found = _over_channels(by_channel)
    if found.verdict == "drop" or general is None or general.verdict == "send":
        return found
    return _of("hold", general)


def gives_way_to(found: Conclusion, looks: Iterable[RuleLook]) -> tuple[str, ...]:
    """The messages that it is held for, by id: those that it keeps away from, and heavier ones."""
    if found.reason not in (Reason.CONFLICT, Reason.LOWER_PRIORITY):
        return ()
    holding = [one.evidence for one in looks if one.verdict == "hold" and not one.observed]
    named = (evidence.get(key) for evidence in holding for key in ("keep", "winner"))
    return tuple(dict.fromkeys(one for one in named if isinstance(one, str)))


def strictest_by_channel(looks: Iterable[RuleLook]) -> list[RuleLook]:
    """The strictest look of each channel, in the order in which they were tried."""
    groups: dict[Channel, list[RuleLook]] = {}
    for one in looks:
        if one.channel is not None:
            groups.setdefault(one.channel, []).append(one)
    strict = (strictest(group) for group in groups.values())
    return [one for one in strict if one is not None]


def _foregone(by_channel: Sequence[RuleLook]) -> bool:
    """Whether the message was out of the question for want of consent, before any control group."""
    ended = _over_channels(by_channel)
    return ended.verdict == "drop" and ended.reason in _BEFORE_HOLDOUT


_BEFORE_HOLDOUT = frozenset({Reason.OPTED_OUT, Reason.CONSENT_MISSING, Reason.SUPPRESSED})


def _over_channels(by_channel: Sequence[RuleLook]) -> Conclusion:
    goes = next((one for one in by_channel if one.verdict == "send"), None)
    if goes is not None:
        return _of("send", goes)
    waits = next((one for one in by_channel if one.verdict == "hold"), None)
    if waits is not None:
        return _of("hold", waits)
    if not by_channel:
        return Conclusion("drop", reason=Reason.NO_CHANNEL)
    last = by_channel[-1]
    return _of("drop", last if last.reason is Reason.OPTED_OUT and last.verdict == "drop" else by_channel[0])


def _of(verdict: Literal["send", "hold", "drop"], one: RuleLook) -> Conclusion:
    if verdict == "send":
        return Conclusion("send", channel=one.channel)
    return Conclusion(verdict, one.channel, one.reason, one.until, f"{one.rule} {one.name}".strip())
