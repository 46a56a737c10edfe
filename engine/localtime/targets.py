"""The instants that waits aim at, each computed from the instant the step began."""

import math
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engine.identity import digest
from engine.language.written import Weekday
from engine.localtime.instants import FIRST_DAY, LAST_DAY, instant_of, local_date, local_time, shifted

LONGEST_DAYS = 36_500
"""A hundred years, the longest wait that a journey can write; a number of days from data is cut to it."""

_WEEKDAYS = tuple(Weekday)


def weekday_of(day: date) -> Weekday:
    """The weekday of a calendar day."""
    return _WEEKDAYS[day.weekday()]


def days_at(began: datetime, days: int, at: time, zone: ZoneInfo) -> datetime:
    """The local date of the beginning + days, at that local time; with 0 days it may lie before `began`."""
    return instant_of(_moved(local_date(began, zone), timedelta(days=days)), at, zone)


def months_at(began: datetime, months: int, at: time, zone: ZoneInfo) -> datetime:
    """The same day of a later month, or that month's last day where it is shorter, at that local time."""
    start = local_date(began, zone)
    years, month_after = divmod(start.month + months, 12)
    if start.year + years > LAST_DAY.year:
        return instant_of(LAST_DAY, at, zone)
    month_end = date(start.year + years, month_after + 1, 1) - timedelta(days=1)
    return instant_of(month_end.replace(day=min(start.day, month_end.day)), at, zone)


def next_at(began: datetime, at: time, weekdays: Collection[Weekday], zone: ZoneInfo) -> datetime:
    """The first such local time on such a local weekday strictly after `began`; ValueError: no weekdays."""
    if not weekdays:
        raise ValueError("a wait until a local time needs a weekday: leave `weekdays` out for every day")
    day = local_date(began, zone)
    while True:
        if weekday_of(day) in weekdays and (target := instant_of(day, at, zone)) > began:
            return target
        if day >= LAST_DAY:
            return instant_of(LAST_DAY, at, zone)
        day += timedelta(days=1)


def date_at(
    anchor: date, before: timedelta | None, after: timedelta | None, at: time | None, zone: ZoneInfo
) -> datetime:
    """The target of a date or an instant ± an offset.

    With `at` the offset moves the local calendar: 14d before the 30th at 10:00 is the 16th at 10:00, also
    across a clock change. Without it the offset is elapsed time from the instant, or from the date's local
    midnight.
    """
    offset = (after or timedelta(0)) - (before or timedelta(0))
    if at is None:
        start = anchor if isinstance(anchor, datetime) else instant_of(anchor, time(0), zone)
        return shifted(start, offset)
    wall = local_time(anchor, zone) if isinstance(anchor, datetime) else datetime.combine(anchor, time(0))
    try:
        day = (wall + offset).date()
    except OverflowError:
        day = FIRST_DAY if offset < timedelta(0) else LAST_DAY
    return instant_of(day, at, zone)


def days_of(began: datetime, number: float) -> datetime:
    """`began` + floor(number) × 24 h, cut to LONGEST_DAYS; what is not finite is no number: `began`."""
    if not math.isfinite(number):
        return began
    return shifted(began, timedelta(days=max(-LONGEST_DAYS, min(math.floor(number), LONGEST_DAYS))))


def spread(target: datetime, span: timedelta, unit: str) -> datetime:
    """The target + whole seconds below the span, always the same for a unit (a customer and a step)."""
    seconds = span // timedelta(seconds=1)
    share = int(digest("spread", unit)[:16], 16)
    return shifted(target, timedelta(seconds=share * seconds >> 64))


def _moved(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return FIRST_DAY if by < timedelta(0) else LAST_DAY
