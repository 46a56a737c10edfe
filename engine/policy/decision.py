"""The decision point: puts one proposal through the rules and says send, hold or drop."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.contracts.journal import RuleLook
from engine.language.terms import Channel
from engine.policy.case import Case
from engine.policy.conclusion import Conclusion, conclude, strictest, strictest_by_channel
from engine.policy.reading.address import address_of
from engine.policy.rules.all import HOLDOUT, HOUSE, PRESENCE, REACH, WANTED
from engine.policy.rules.channel import candidates
from engine.policy.rules.holdout import with_otherwise
from engine.policy.rules.ready import WayOut


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of the proposal now, and everything that was looked at."""

    conclusion: Conclusion
    looks: tuple[RuleLook, ...]
    address: str | None = None
    changes: datetime | None = None
    """the earliest instant at which the clock alone can change what the rules read"""


def judge(case: Case) -> Decision:
    """The rules on the message, then those on each channel until one gives `send`; the strictest wins."""
    looks = tuple(_looks(case))
    found = conclude(looks)
    address = address_of(case, found.channel) if found.verdict == "send" and found.channel is not None else None
    return Decision(found, looks, address, _changes(looks, case.moment.now))


def _changes(looks: Iterable[RuleLook], now: datetime) -> datetime | None:
    """What another channel waits for counts as well: it may be the first that goes."""
    announced = [one.changes for one in looks]
    announced += [one.until for one in strictest_by_channel(looks) if one.verdict != "send"]
    return min((instant for instant in announced if instant is not None and instant > now), default=None)


def still_possible(case: Case, decided: Channel) -> str | None:
    """The address on the channel decided for, if the message is still wanted and may still reach her there."""
    if any(one.verdict != "send" for one in WANTED.looks(case)):
        return None
    for channel in candidates(case):
        found = strictest(_reach(case, channel))
        if channel is decided:
            return address_of(case, channel) if found is not None and found.verdict == "send" else None
        if found is not None and found.verdict == "drop":
            return None
    return None


def _looks(case: Case) -> Iterator[RuleLook]:
    wanted = tuple(WANTED.looks(case))
    yield from wanted
    if any(one.verdict == "drop" for one in wanted):
        return
    on_channels = tuple(_on_channels(case))
    if held_out := tuple(HOLDOUT.looks(case)):
        rest = conclude((*wanted, *on_channels))
        yield from (with_otherwise(one, rest) for one in held_out)
    yield from on_channels


def _on_channels(case: Case) -> Iterator[RuleLook]:
    waits = False
    for channel in candidates(case):
        if waits and not case.waits_on(channel):
            continue  # while it waits for her at one place, it waits at the others as well, and goes nowhere by itself
        looks = [*_reach(case, channel)]
        if looks[-1].verdict == "send":
            looks += PRESENCE.looks(case, channel)
        if looks[-1].verdict == "send":
            looks += [let_out(one, case.proposal.let_out) for rule in HOUSE for one in rule.looks(case, channel)]
        yield from looks
        if looks[-1].rule == PRESENCE.kind and looks[-1].verdict == "hold":
            waits = waits or _stays(case, channel)
        elif _ends(case, channel, looks):
            return


def let_out(look: RuleLook, operator: str | None) -> RuleLook:
    """An operator's word goes before the rules of the house, on record; a way out that is closed stays closed."""
    if operator is None or look.verdict == "send" or look.rule == WayOut.kind:
        return look
    return look.model_copy(update={"observed": True, "evidence": {**look.evidence, "let_out_by": operator}})


def _reach(case: Case, channel: Channel) -> Iterator[RuleLook]:
    for rule in REACH:
        for one in rule.looks(case, channel):
            yield one
            if one.verdict != "send":
                return


def _ends(case: Case, channel: Channel, looks: list[RuleLook]) -> bool:
    """Whether no other channel is tried: it goes, it only waits, or she has opted out."""
    found = strictest(looks)
    if found is None or found.verdict == "send":
        return True
    if found.verdict == "hold":
        return found.rule != "channel pause" and _stays(case, channel)
    return found.verdict == "drop" and found.rule == "consent and suppression"


def _stays(case: Case, channel: Channel) -> bool:
    """Whether what only waits on a channel is not tried on the next."""
    rules = case.policy.channels.get(channel)
    return rules is None or rules.fallback == "on_drop"
