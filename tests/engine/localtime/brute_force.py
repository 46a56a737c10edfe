"""Local time by walking through UTC minute by minute: slow, obvious, with no code of the engine's."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every whole UTC minute in [start, end)."""
    current = start.replace(second=0, microsecond=0)
    while current < end:
        if current >= start:
            yield current
        current += MINUTE


@lru_cache(maxsize=100_000)
def wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=20_000)
def first_instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first minute that shows this wall time; if none does, the first after the clock jumped over it."""
    sought = datetime.combine(day, at)
    middle = sought.replace(tzinfo=UTC)
    jumped = None
    previous = None
    for minute in minutes(middle - 28 * timedelta(hours=1), middle + 28 * timedelta(hours=1)):
        shown = wall(minute, zone)
        if shown == sought:
            return minute
        if jumped is None and previous is not None and previous < sought < shown:
            jumped = minute
        previous = shown
    assert jumped is not None, f"{sought} was neither shown nor skipped"
    return jumped
