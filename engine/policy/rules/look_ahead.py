"""Rule 7, arbitration: a lighter message leaves the last places of a cap to heavier ones that are known to come."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple

from engine.contracts.journal import RuleLook
from engine.expressions.instants import sooner
from engine.language.durations import format_duration
from engine.language.rules.selectors import Selector
from engine.language.terms import Channel, Reason
from engine.localtime.instants import shifted
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.order import turn
from engine.policy.reading.counting import Count, count
from engine.policy.reading.known import Known
from engine.policy.reading.selecting import matches
from engine.policy.rules.caps import over, terms
from engine.policy.rules.channel import candidates
from engine.policy.rules.rule import PASSES, Rule, Ruling, instant_in, told


class _Claim(NamedTuple):
    """What a heavier message finds when it comes: so many places used, so many heavier ones before it."""

    by: Known
    comes: datetime
    used: int
    before: int


class _Heavier:
    """The heavier messages that are known to come for a case, each with the channel on which it would pass now."""

    def __init__(self, case: Case, rules: Sequence[Rule]) -> None:
        own = turn(case.message.purpose, case.proposal.priority)
        self._all = [one for one in case.known if one.when is not None and turn(one.purpose, one.priority) < own]
        self._case = case
        self._rules = rules
        self._passing: dict[str, Known | None] = {}

    @property
    def none(self) -> bool:
        return not self._all

    def before(self, end: datetime, selector: Selector) -> Iterator[tuple[Known, datetime]]:
        """Those that come before the end and that the selector means, in order of time."""
        for one in self._all:
            if one.when is None or one.when >= end:
                continue
            passing = self._pass(one)
            if passing is not None and matches(selector, passing):
                yield passing, one.when

    def _pass(self, one: Known) -> Known | None:
        if one.id not in self._passing:
            channel = self._channel(one)
            self._passing[one.id] = None if channel is None else one.on(channel)
        return self._passing[one.id]

    def _channel(self, one: Known) -> Channel | None:
        """The first on which nothing before the caps stops it; past these rules, the one that it was reported on."""
        foreseen = self._case.foreseen(one)
        if foreseen is None:
            return one.channel
        for channel in candidates(foreseen):
            stopped = (look for rule in self._rules for look in rule.looks(foreseen, channel) if _stops(look))
            found = next(stopped, None)
            if found is None:
                return channel
            if found.verdict == "drop":
                return None
        return None


def _stops(look: RuleLook) -> bool:
    return look.verdict != "send" and not look.observed


class LookAhead(Rule):
    """Of each cap that looks ahead and has a place left, if anything heavier is known; what is exempt leaves none."""

    kind: ClassVar[str] = "arbitration"

    def __init__(self, before: Sequence[Rule]) -> None:
        """`before`: what a message has to pass before the caps are asked."""
        self._before = before

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        caps = [cap for cap in case.policy.caps if cap.look_ahead is not None]
        if not caps or case.defaults.caps == "exempt_but_counts":
            return
        heavier = _Heavier(case, self._before)
        if heavier.none:
            return
        slot = case.slot(channel)
        for cap in caps:
            if not matches(cap.counts, slot):
                continue
            found = count(case, cap)
            if found.limit.number is not None and not found.full:
                yield self._look(case, channel, found, heavier)

    def verdict(self, evidence: Attributes) -> Ruling:
        limit, used, before = evidence.get("max"), evidence.get("used_then"), evidence.get("before")
        if not isinstance(limit, int) or not isinstance(used, int) or not isinstance(before, int):
            return PASSES
        if used + before + 2 <= limit:  # the two themselves
            return PASSES
        return Ruling(over(evidence), Reason.LOWER_PRIORITY, instant_in(evidence, "until"))

    def _look(self, case: Case, channel: Channel, found: Count, heavier: _Heavier) -> RuleLook:
        cap, now = found.cap, case.moment.now
        assert cap.look_ahead is not None and found.limit.number is not None
        evidence = terms(cap, found) | {"used": len(found.used), "look_ahead": format_duration(cap.look_ahead)}
        changes = None
        coming = heavier.before(_end(case, found, cap.look_ahead), cap.counts)
        claim = _hardest(found, coming)
        if claim is not None:
            evidence |= _told(claim)
            if _needs_all(claim, found.limit.number):
                until = claim.comes if claim.comes > now else None
                evidence["until"] = told(until)
                changes = sooner(until, found.limit.until)
        return self.look(case, channel, evidence, name=cap.name, mode=cap.mode, changes=changes)


def _end(case: Case, found: Count, look_ahead: timedelta) -> datetime:
    """Whichever is less: how far it looks, and for how long a place that is taken now stays taken."""
    now, cap = case.moment.now, found.cap
    left = found.period.end if found.period is not None else None
    if isinstance(cap.per, timedelta):
        left = shifted(now, cap.per)
    ahead = shifted(now, look_ahead)
    return ahead if left is None else min(ahead, left)


def _hardest(found: Count, coming: Iterable[tuple[Known, datetime]]) -> _Claim | None:
    """The first that needs the place, else the one that comes nearest to it."""
    assert found.limit.number is not None  # a cap that does not apply looks at nothing
    hardest: _Claim | None = None
    for before, (one, comes) in enumerate(coming):
        claim = _Claim(one, comes, found.used_at(comes), before)
        if _needs_all(claim, found.limit.number):
            return claim
        if hardest is None or claim.used + claim.before > hardest.used + hardest.before:
            hardest = claim
    return hardest


def _needs_all(claim: _Claim, limit: int) -> bool:
    """There is no place for it and for the lighter message."""
    return claim.used + claim.before + 2 > limit


def _told(claim: _Claim) -> Attributes:
    return {
        "winner": claim.by.id,
        "winner_message": claim.by.message,
        "comes": told(claim.comes),
        "used_then": claim.used,
        "before": claim.before,
    }
