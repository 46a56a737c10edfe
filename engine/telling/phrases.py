"""Short pieces of a story: spans of time, local times, names as people say them, texts that have to fit."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SUMMARY_BYTES = 200
"""Temporal takes 400 bytes of a summary, and encrypting it takes its share."""

_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))
_AND_SO_ON = "…"


def span(length: timedelta) -> str:
    """To the minute, in its two largest units: `3 days`, `1 day 4 hours`."""
    left = round(length.total_seconds() / 60) * 60
    parts: list[str] = []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}" if count == 1 else f"{count} {unit}s")
    return " ".join(parts[:2]) or "a moment"


def clock(at: datetime, zone: ZoneInfo) -> str:
    """The local time, to the minute: `Tue 14 Apr 2026 10:00`; the year has four digits."""
    local = at.astimezone(zone)
    return f"{local:%a %d %b} {local.year:04} {local:%H:%M}"


def plain(name: str) -> str:
    """A name of a definition as words: `give-it-time` is `give it time`."""
    return name.replace("-", " ").replace("_", " ")


def clipped(text: str, most: int = SUMMARY_BYTES) -> str:
    """At most so many bytes of UTF-8, cut between characters."""
    whole = text.encode()
    if len(whole) <= most:
        return text
    return whole[: most - len(_AND_SO_ON.encode())].decode(errors="ignore") + _AND_SO_ON
