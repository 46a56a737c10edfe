"""Comparisons: true, false or unknown, and when that changes for values that run with the clock."""

import operator as op
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.instants import read_instant
from engine.expressions.tree import Comparison
from engine.expressions.values import Exact, Held, Moving, identity, kind_of, line

Compared = tuple[bool | None, int | None]
"""The verdict, and after how many microseconds it changes by the clock alone (None: never)."""

_UNKNOWN: Compared = (None, None)
_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": op.eq,
    "!=": op.ne,
    "<": op.lt,
    "<=": op.le,
    ">": op.gt,
    ">=": op.ge,
}


def compare(operator: Comparison, left: Held, right: Held, zone: ZoneInfo) -> Compared:
    """`left operator right`; unknown if one is missing or they are of different kinds."""
    if left is None or right is None:
        return _UNKNOWN
    a, b = kind_of(left), kind_of(right)
    if a != b:
        if a == "text" and b == "instant" and isinstance(left, str):
            return compare(operator, read_instant(left, zone), right, zone)
        if a == "instant" and b == "text" and isinstance(right, str):
            return compare(operator, left, read_instant(right, zone), zone)
        return _UNKNOWN
    if isinstance(left, Moving) or isinstance(right, Moving):
        return _moving(_OPERATORS[operator], left, right)
    if a in ("number", "instant", "duration"):
        return _OPERATORS[operator](left, right), None
    if operator in ("==", "!="):
        return _OPERATORS[operator](identity(left), identity(right)), None
    if isinstance(left, str) and isinstance(right, str):
        return _ordered_texts(_OPERATORS[operator], left, right, zone), None
    return _UNKNOWN


def _ordered_texts(holds: Callable[[Any, Any], bool], left: str, right: str, zone: ZoneInfo) -> bool:
    a: datetime | None = read_instant(left, zone)
    b = read_instant(right, zone) if a is not None else None
    return holds(left, right) if a is None or b is None else holds(a, b)


def _moving(holds: Callable[[Any, Any], bool], left: Held, right: Held) -> Compared:
    a, b = line(left), line(right)
    if a is None or b is None:
        return _UNKNOWN
    distance, slope = a[0] - b[0], a[1] - b[1]
    verdict = holds(distance, 0)
    return verdict, _change(holds, verdict, distance, slope)


def _change(holds: Callable[[Any, Any], bool], verdict: bool, distance: Exact, slope: Exact) -> int | None:
    """The first whole microsecond from now at which `distance + slope × it` stands to 0 differently."""
    if not slope:
        return None
    # The sign of a line changes at its zero only: look at the microsecond on or behind it and at the next.
    for after in (-(distance // slope), (-distance) // slope + 1):
        if after > 0 and holds(distance + slope * after, 0) != verdict:
            return after
    return None
