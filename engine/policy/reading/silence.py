"""Which quiet hours concern a message on a channel, and until when they keep it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from engine.expressions import parse
from engine.expressions.evaluate import Evaluation
from engine.journeys import facts
from engine.language.policy import Policy
from engine.language.rules.quiet_hours import QuietHours
from engine.language.terms import Channel
from engine.language.written import Weekday
from engine.localtime import targets
from engine.localtime.instants import shifted
from engine.localtime.windows import Window, next_closing_everywhere, next_opening_anywhere
from engine.localtime.zones import ZoneSet, one_zone, zone_named
from engine.policy.case import Case

_HOLDS_UNKNOWN = frozenset({Channel.SMS, Channel.CALL})
_ALWAYS = Evaluation(True, None)


@dataclass(frozen=True, slots=True)
class Hush:
    """`opens`: the first instant at which it is quiet nowhere (None: not in sight); `leaves`: her own second."""

    opens: datetime | None
    leaves: datetime | None


def concerning(policy: Policy, channel: Channel) -> Iterator[QuietHours]:
    """Those of the channel, in the order of the file."""
    return (rule for rule in policy.quiet_hours if channel in rule.channels)


def where_of(rule: QuietHours, case: Case) -> Evaluation:
    """Whether the rule is one of where she is; None: unknown, and then it is not."""
    return _ALWAYS if rule.where is None else facts.look(parse.condition(rule.where), case.within)


def zones_asked(case: Case, channel: Channel) -> ZoneSet | None:
    """Where it must not be quiet; None: nothing is known of her zone, and the channel waits until it is."""
    known = case.moment.zones
    if known.names:
        return known
    default = "hold" if channel in _HOLDS_UNKNOWN else "organisation"
    if case.policy.zone_unknown.get(channel, default) == "hold":
        return None
    return one_zone(case.policy.zone if zone_named(case.policy.zone) is not None else "UTC")


def window_of(rule: QuietHours, policy: Policy) -> Window:
    """When it is quiet; a calendar names the days, those of the weekdays among them where both are written."""
    days = None if rule.calendar is None else policy.calendars.get(rule.calendar, ())
    return _window(rule.start, rule.end, rule.weekdays or tuple(Weekday), days)


@lru_cache(maxsize=256)
def _window(start: time, end: time, weekdays: tuple[Weekday, ...], days: tuple[date, ...] | None) -> Window:
    return Window(start=start, end=end, weekdays=weekdays, dates=None if days is None else frozenset(days))


def hush(case: Case, rule: QuietHours, zones: ZoneSet) -> Hush | None:
    """What keeps the message now: the quiet hours, or her second in the spread after them; None: nothing."""
    now, window = case.moment.now, window_of(rule, case.policy)
    opens = next_closing_everywhere(window, now, zones)
    if opens is None or opens > now:
        return Hush(opens, None if opens is None else _own_second(case, rule, zones, opens))
    if not _spreads(case, rule):
        return None
    opened = _last_opening(window, now, zones, rule.spread or timedelta())
    if opened is None or case.proposal.due >= opened:
        return None
    leaves = _own_second(case, rule, zones, opened)
    return Hush(opened, leaves) if now < leaves else None


def _spreads(case: Case, rule: QuietHours) -> bool:
    """A department that asks is told the opening: it comes again at a time of its own."""
    return rule.spread is not None and rule.over == "hold" and case.proposal.asked is None


def _own_second(case: Case, rule: QuietHours, zones: ZoneSet, opens: datetime) -> datetime:
    """The same for all that one customer has waiting, so that their order decides and not their seconds.

    Never so late that the message expires before, or that it is quiet again.
    """
    if not _spreads(case, rule):
        return opens
    again = next_opening_anywhere(window_of(rule, case.policy), opens, zones)
    ends = [case.proposal.expires] if again is None else [case.proposal.expires, again]
    room = max(min(rule.spread or timedelta(), min(ends) - opens), timedelta())
    return targets.spread(opens, room, f"{case.moment.state.customer_id}:{rule.name}")


def _last_opening(window: Window, now: datetime, zones: ZoneSet, span: timedelta) -> datetime | None:
    """The newest end of quiet hours, up to now and at most so long ago."""
    found, at = None, shifted(now, -span)
    while (begins := next_opening_anywhere(window, at, zones)) is not None and begins < now:
        ends = next_closing_everywhere(window, begins, zones)
        if ends is None or ends > now:
            break
        found = at = ends
    return found
