"""Says when a local window of time next opens or closes; it is open where it opens at once."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import Field

from engine.language.written import Weekday
from engine.localtime.instants import LAST_DAY, instant_of, local_date, shifted
from engine.localtime.targets import weekday_of
from engine.localtime.zones import ZoneSet
from engine.model import Frozen

SEARCH_DAYS = 400
"""How far ahead an opening or a closing is looked for: more than a year of holidays."""

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)


class Window(Frozen):
    """From `start` to before `end` on each of the weekdays (of the dates, where there are any), never on a holiday.

    An end of 00:00 is the day's end (24:00). An end at or before the start lies on the next day; such a night
    belongs to the day on which it starts. A holiday closes the local day from midnight to midnight: the night
    that runs into it ends there, the night that starts on it is open from the next midnight on. Start and end
    are local times like any other: skipped, the next instant; twice, the first.
    """

    start: time
    end: time
    weekdays: tuple[Weekday, ...] = Field(default=tuple(Weekday), min_length=1)
    holidays: frozenset[date] | None = None
    dates: frozenset[date] | None = None
    """the only days on which it opens; None: every day"""


def next_opening(window: Window, instant: datetime, zones: ZoneSet | tuple[ZoneInfo, ...]) -> datetime | None:
    """The first instant from this one on, itself included, that is open in all; None: not in SEARCH_DAYS."""
    return _agreed(lambda at, zone: _opening(window, at, zone), instant, _each(zones))


def next_opening_anywhere(window: Window, instant: datetime, zones: ZoneSet | tuple[ZoneInfo, ...]) -> datetime | None:
    """The first instant from this one on, itself included, that is open in one zone at least; None: not in
    SEARCH_DAYS."""
    openings = [_opening(window, instant, zone) for zone in _each(zones)]
    return min((opening for opening in openings if opening is not None), default=None)


def next_closing_everywhere(
    window: Window, instant: datetime, zones: ZoneSet | tuple[ZoneInfo, ...]
) -> datetime | None:
    """The first instant from this one on, itself included, that is closed in all; None: not in SEARCH_DAYS."""
    return _agreed(lambda at, zone: _closing(window, at, zone), instant, _each(zones))


def _agreed(
    next_one: Callable[[datetime, ZoneInfo], datetime | None], instant: datetime, every: tuple[ZoneInfo, ...]
) -> datetime | None:
    """The first instant that is the next one in every zone; None: not in SEARCH_DAYS."""
    horizon = shifted(instant, SEARCH_DAYS * _DAY)
    candidate, agreed = instant, 0
    while agreed < len(every):
        for zone in every:
            found = next_one(candidate, zone)
            if found is None or found > horizon:
                return None
            agreed = agreed + 1 if found == candidate else 1
            candidate = found
    return candidate


def _each(zones: ZoneSet | tuple[ZoneInfo, ...]) -> tuple[ZoneInfo, ...]:
    every = zones.zones if isinstance(zones, ZoneSet) else zones
    if not every:
        raise ValueError("no zone is known: decide by `zone_unknown` first, in which zone or not at all")
    return every


def _opening(window: Window, instant: datetime, zone: ZoneInfo) -> datetime | None:
    for opens, _closes in _stretches(window, instant, zone):
        return max(opens, instant)
    return None


def _closing(window: Window, instant: datetime, zone: ZoneInfo) -> datetime | None:
    end = instant
    for opens, closes in _stretches(window, instant, zone):
        if opens > end:
            return end
        end = closes
    # The search ends on a day, not at an hour: a window still open about then has no closing in sight.
    return end if end < shifted(instant, (SEARCH_DAYS - 3) * _DAY) else None


def _stretches(window: Window, instant: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """In order, the stretches that are not over at the instant; the first may have begun the day before."""
    for day in _days(window, local_date(instant, zone) - _DAY):
        opens, closes = _stretch(window, day, zone)
        if opens < closes and closes > instant:
            yield opens, closes


def _days(window: Window, first: date) -> Iterator[date]:
    """On which it may open, from the first on."""
    if window.dates is not None:
        yield from sorted(day for day in window.dates if 0 <= (day - first).days < SEARCH_DAYS)
        return
    for number in range(max(1, min(SEARCH_DAYS, (LAST_DAY - first).days + 1))):
        yield first + number * _DAY


def _stretch(window: Window, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the window of this day opens and closes; it is never open where it does not close later."""
    opens = instant_of(day, window.start, zone)
    if weekday_of(day) not in window.weekdays:
        return opens, opens
    last_day = day if window.start < window.end else day + _DAY
    closes = instant_of(last_day, window.end, zone)
    holidays = window.holidays or frozenset()
    if day in holidays:
        opens = max(opens, instant_of(day + _DAY, _MIDNIGHT, zone))
    if last_day in holidays:
        closes = min(closes, instant_of(last_day, _MIDNIGHT, zone))
    return opens, closes
