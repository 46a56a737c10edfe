"""The day, the week and the month of a zone's calendar in which an instant lies."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, assert_never
from zoneinfo import ZoneInfo

from engine.localtime.instants import FIRST_DAY, LAST_DAY, instant_of, local_date

WeekStart = Literal["monday", "saturday", "sunday"]

_DAY = timedelta(days=1)
_MIDNIGHT = time(0)
_FIRST_WEEKDAY: dict[WeekStart, int] = {"monday": 0, "saturday": 5, "sunday": 6}


class Period(NamedTuple):
    """From `start` to before `end`."""

    start: datetime
    end: datetime


def day_of(instant: datetime, zone: ZoneInfo) -> Period:
    """From the first instant of the local date to that of the next."""
    return _days(_date(instant, zone), 1, zone)


def week_of(instant: datetime, zone: ZoneInfo, starts: WeekStart = "monday") -> Period:
    """The seven local dates that begin with that weekday."""
    day = _date(instant, zone)
    return _days(_moved(day, -((day.weekday() - _FIRST_WEEKDAY[starts]) % 7)), 7, zone)


def month_of(instant: datetime, zone: ZoneInfo) -> Period:
    """The calendar month."""
    first = _date(instant, zone).replace(day=1)
    return _days(first, monthrange(first.year, first.month)[1], zone)


def period_of(
    kind: Literal["calendar_day", "calendar_week", "calendar_month"],
    instant: datetime,
    zone: ZoneInfo,
    week_starts: WeekStart,
) -> Period:
    """As the window of a cap names it."""
    match kind:
        case "calendar_day":
            return day_of(instant, zone)
        case "calendar_week":
            return week_of(instant, zone, week_starts)
        case "calendar_month":
            return month_of(instant, zone)
        case _:
            assert_never(kind)


def _date(instant: datetime, zone: ZoneInfo) -> date:
    """The local date; one that the clock was set back from has begun, and does not end because of it."""
    day = local_date(instant, zone)
    while day < LAST_DAY and _days(day, 1, zone).end <= instant:
        day += _DAY
    return day


def _moved(day: date, days: int) -> date:
    """At the calendar's ends: the end."""
    return date.fromordinal(min(max(day.toordinal() + days, FIRST_DAY.toordinal()), LAST_DAY.toordinal()))


@lru_cache(maxsize=4_096)
def _days(first: date, count: int, zone: ZoneInfo) -> Period:
    return Period(instant_of(first, _MIDNIGHT, zone), instant_of(_moved(first, count), _MIDNIGHT, zone))
