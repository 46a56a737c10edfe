"""The functions over remembered events, once it is known which of them count."""

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import assert_never
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from engine.customer.memory import Remembered
from engine.expressions.arithmetic import LARGEST
from engine.expressions.tree import PropertyFunction
from engine.expressions.values import identity, walk
from engine.localtime.instants import local_date


def of_property(function: PropertyFunction, events: Sequence[Remembered], names: tuple[str, ...]) -> JsonValue:
    """Over one property of the events, oldest first; events that lack it do not count."""
    values = [value for event in events if (value := walk(event.properties, names)) is not None]
    match function:
        case "distinct":
            return len({identity(value) for value in values})
        case "first":
            return values[0] if values else None
        case "last":
            return values[-1] if values else None
        case "top":
            return _top(values)
        case "sum":
            return _sum(_numbers(values))
        case "min":
            return min(_numbers(values), default=None)
        case "max":
            return max(_numbers(values), default=None)
        case _:
            assert_never(function)


def median_gap(events: Sequence[Remembered], zone: ZoneInfo) -> float | None:
    """The median number of days between distinct local dates of the events; None below three dates."""
    try:
        dates = sorted({event.at.astimezone(zone).date() for event in events})
    except OverflowError:  # an event at the very edge of the calendar; this way is slower
        dates = sorted({local_date(event.at, zone) for event in events})
    if len(dates) < 3:
        return None
    gaps = sorted((later - earlier).days for earlier, later in pairwise(dates))
    return (gaps[(len(gaps) - 1) // 2] + gaps[len(gaps) // 2]) / 2


def _top(values: Sequence[JsonValue]) -> JsonValue:
    """The most frequent value; of equally frequent ones the one that occurred last."""
    counts = Counter(identity(value) for value in values)
    most = max(counts.values(), default=0)
    return next((value for value in reversed(values) if counts[identity(value)] == most), None)


def _numbers(values: Sequence[JsonValue]) -> list[int | float]:
    return [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]


def _sum(numbers: Sequence[int | float]) -> int | float | None:
    # Rounded once at the end: the order of the events never shows in a sum of amounts.
    try:
        exact = all(isinstance(number, int) for number in numbers)
        total = sum(numbers) if exact else math.fsum(numbers)
    except OverflowError:
        return None
    return total if -LARGEST <= total <= LARGEST else None
