"""Turns local times into instants and back, with one answer for times that a clock change skips or repeats.

Plain zoneinfo arithmetic puts a skipped 02:30 at 03:30 instead of 03:00, and says nothing.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

# Profiles hold dates such as 0001-01-01 for "none" and 9999-12-31 for "never". They must not overflow on the
# way to another zone, so the three days at either end of the calendar stand for their neighbours.
FIRST_DAY = date.min + 3 * _DAY
LAST_DAY = date.max - 3 * _DAY
_FIRST = datetime.combine(FIRST_DAY - _DAY, time(0), UTC)
_LAST = datetime.combine(LAST_DAY + 2 * _DAY, time(0), UTC)


def instant_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the zone's clock shows this; skipped: the next there is; twice: the first.

    A day that a zone left out as a whole (Samoa, 2011-12-30) is skipped time like any other.
    """
    wall = datetime.combine(min(max(day, FIRST_DAY), LAST_DAY), at)
    # fold=0 reads with the offset before the change: the first of two, but beyond a time that was skipped.
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if _wall(instant, zone) == wall:
        return instant
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _first_after_gap(wall, before.replace(microsecond=0), instant, zone)


def _first_after_gap(wall: datetime, before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The clock change itself: the first whole second whose wall time is beyond the skipped one."""
    low, high = 0, -((before - after) // _SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _wall(before + middle * _SECOND, zone) > wall:
            high = middle
        else:
            low = middle
    return before + high * _SECOND


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def local_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """What calendar and clock show in the zone, without zone; ValueError: the instant has no zone itself."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant!r} has no zone: an instant needs one, such as 2026-04-14T08:10:00Z")
    return _wall(min(max(instant, _FIRST), _LAST), zone)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of the instant in the zone."""
    return local_time(instant, zone).date()


def shifted(instant: datetime, by: timedelta) -> datetime:
    """The instant that much elapsed time away, in UTC; beyond the calendar's ends: the end."""
    try:
        moved = instant.astimezone(UTC) + by
    except OverflowError:
        return _FIRST if by < timedelta(0) else _LAST
    return min(max(moved, _FIRST), _LAST)
