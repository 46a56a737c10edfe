"""Reads texts as instants, and moves instants without falling off the calendar."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.localtime.instants import instant_of

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
BEGINNING = datetime.min.replace(tzinfo=UTC)


def read_instant(text: str, zone: ZoneInfo) -> datetime | None:
    """An ISO 8601 date or time as an instant, local to `zone` where it names none; None if it is not one."""
    if not _ISO.fullmatch(text):
        return None
    try:
        written = datetime.fromisoformat(text)
        if written.tzinfo is not None:
            return written.astimezone(UTC)
        return instant_of(written.date(), written.time(), zone)
    except (ValueError, OverflowError):
        return None


def later(instant: datetime, by: timedelta) -> datetime | None:
    """`instant + by`; None beyond the end of the calendar: it never comes."""
    try:
        return instant + by
    except OverflowError:
        return None


def earlier(instant: datetime, by: timedelta) -> datetime:
    """`instant − by`, not before the calendar begins."""
    try:
        return instant - by
    except OverflowError:
        return BEGINNING


def sooner(a: datetime | None, b: datetime | None) -> datetime | None:
    """The earlier of two instants, of which None never comes."""
    if a is None or b is None:
        return b if a is None else a
    return min(a, b)
