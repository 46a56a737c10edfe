"""Rule 5, conflicts: a message stays away from another one that was sent, or that is known to come, within a span."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from typing import ClassVar, Literal, NamedTuple

from engine.contracts.journal import RuleLook
from engine.expressions import parse
from engine.journeys import facts
from engine.language.durations import format_duration
from engine.language.rules.conflicts import Conflict
from engine.language.terms import Channel, Reason
from engine.localtime.instants import instant_of, local_date, shifted
from engine.model import Attributes
from engine.policy.case import Case
from engine.policy.reading.known import Known, leaves_after
from engine.policy.reading.selecting import matches
from engine.policy.rules.rule import PASSES, Rule, Ruling, instant_in, told

_WAITS_FOR_OTHERS = frozenset({Reason.CONFLICT, Reason.MIX})


class _Keeper(NamedTuple):
    """A message that another one gives way to; `until`: how long, where that is known."""

    id: str
    message: str
    at: datetime | None
    look: Literal["back", "ahead"]
    until: datetime | None


class Conflicts(Rule):
    """Only what yields is stopped; what is also to be kept, and purposes that never yield, pass on record."""

    kind: ClassVar[str] = "conflict"

    def looks(self, case: Case, channel: Channel) -> Iterable[RuleLook]:
        slot = case.slot(channel)
        for rule in case.policy.conflicts:
            if not matches(rule.yields, slot):
                continue
            if matches(rule.keep, slot):
                yield self.look(case, channel, {"passes_as": "keep"}, name=rule.name, mode=rule.mode)
            elif case.defaults.conflicts == "never_yields":
                yield self.look(case, channel, {"passes_as": "never_yields"}, name=rule.name, mode=rule.mode)
            else:
                yield self._yielding(case, channel, rule)

    def verdict(self, evidence: Attributes) -> Ruling:
        if "keep" not in evidence or evidence.get("unless_is") is True:
            return PASSES
        over: Literal["hold", "drop"] = "drop" if evidence.get("over") == "drop" else "hold"
        return Ruling(over, Reason.CONFLICT, instant_in(evidence, "until"))

    def _yielding(self, case: Case, channel: Channel, rule: Conflict) -> RuleLook:
        evidence: Attributes = {"over": rule.over, "within": _written(rule)}
        changes = None
        if keepers := [*_sent(case, rule), *_coming(case, rule)]:
            # what stops it longest: before that it cannot pass whatever becomes of the others
            longest = max(keepers, key=lambda one: (one.until is not None, one.until or case.moment.now))
            evidence |= _told(longest, others=len(keepers) - 1)
            changes = longest.until
            if rule.unless is not None:
                looked = facts.look(parse.condition(rule.unless), case.within)
                evidence |= {
                    "unless": rule.unless,
                    "unless_is": looked.value if isinstance(looked.value, bool) else None,
                }
                changes = min((one for one in (changes, looked.until) if one is not None), default=None)
        return self.look(case, channel, evidence, name=rule.name, mode=rule.mode, changes=changes)


def _written(rule: Conflict) -> str:
    return rule.within if isinstance(rule.within, str) else format_duration(rule.within)


def _told(keeper: _Keeper, others: int) -> Attributes:
    evidence: Attributes = {
        "keep": keeper.id,
        "keep_message": keeper.message,
        "keep_at": told(keeper.at),
        "look": keeper.look,
        "until": told(keeper.until),
    }
    return evidence | ({"others": others} if others else {})


def _sent(case: Case, rule: Conflict) -> Iterator[_Keeper]:
    """Sent, on its way or reserved, within the span before."""
    now = case.moment.now
    for slot in case.taken.since(_beginning(case, rule)):
        if slot.id != case.proposal.id and matches(rule.keep, slot) and _near(case, rule, slot.decided_at):
            yield _Keeper(slot.id, slot.message, slot.decided_at, "back", _free(case, rule, min(slot.decided_at, now)))


def _coming(case: Case, rule: Conflict) -> Iterator[_Keeper]:
    """Held, planned, or the next of a journey, within the span after; one that nobody knows the time of may come
    at any."""
    now = case.moment.now
    for known in case.known:
        soon = _may_come_soon(case, known) if known.when is None else _near(case, rule, known.when)
        if not soon or not _kept(rule, known) or known.id in case.behind:
            continue
        until = known.when
        if until is not None and until <= now:  # decided later in this activation
            until = _free(case, rule, now)
        yield _Keeper(known.id, known.message, known.when, "ahead", until)


def _may_come_soon(case: Case, known: Known) -> bool:
    """Not one that waits for other messages itself, or behind one that does: it may be for this very one."""
    coming = known.proposal
    if coming is None:
        return True
    held = (one for one in case.moment.state.proposals if one.stands in ("due", "held"))
    return not any(
        one.reason in _WAITS_FOR_OTHERS and (one.id == coming.id or leaves_after(coming, one)) for one in held
    )


def _kept(rule: Conflict, known: Known) -> bool:
    """On any channel that it may try."""
    return any(matches(rule.keep, known.on(channel)) for channel in known.channels or (known.channel,))


def _beginning(case: Case, rule: Conflict) -> datetime:
    now = case.moment.now
    if rule.within == "same_day":
        return instant_of(local_date(now, case.zone), time(0), case.zone)
    return shifted(now, -rule.within)


def _near(case: Case, rule: Conflict, at: datetime) -> bool:
    """Half-open as a cap's window: exactly the span away is free."""
    if rule.within == "same_day":
        return local_date(at, case.zone) == local_date(case.moment.now, case.zone)
    return abs(case.moment.now - at) < rule.within


def _free(case: Case, rule: Conflict, kept: datetime) -> datetime:
    """When a message kept at that instant is far enough away."""
    if rule.within == "same_day":
        return instant_of(local_date(case.moment.now, case.zone) + timedelta(days=1), time(0), case.zone)
    return shifted(kept, rule.within)
