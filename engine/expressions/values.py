"""The values an expression can have while it is evaluated, and their kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import isfinite
from typing import Literal

from pydantic import JsonValue

from engine.expressions.kinds import Kind

Exact = int | Fraction
Value = JsonValue | datetime | timedelta
"""What an expression comes to; None is missing, for a condition unknown."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECONDS_OF_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Moving:
    """A value that runs with the clock: `at` now, `slope` more with every microsecond; both exact.

    Instants are microseconds since 1970, durations microseconds.
    """

    kind: Literal["instant", "duration", "number"]
    at: Exact
    slope: Exact


Held = Value | Moving | tuple[Value, ...]
"""A value while the tree is read; a tuple is a list as written in the expression."""

_KINDS: Mapping[type, Kind] = {
    bool: "truth",
    int: "number",
    float: "number",
    str: "text",
    datetime: "instant",
    timedelta: "duration",
    list: "list",
    tuple: "list",
}


def kind_of(value: Held) -> Kind:
    """The kind of a value; `any` for a group of attributes and for what is missing."""
    return value.kind if isinstance(value, Moving) else _KINDS.get(type(value), "any")


def line(value: Held) -> tuple[Exact, Exact] | None:
    """The value now and its slope, exact; None for what is neither number, instant nor duration."""
    match value:
        case Moving():
            return value.at, value.slope
        case bool():
            return None
        case int():
            return value, 0
        case float():
            return (Fraction(value), 0) if isfinite(value) else None
        case datetime():
            return micros(value), 0
        case timedelta():
            return value // MICROSECOND, 0
        case _:
            return None


def micros(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // MICROSECOND


def settled(value: Held) -> Value:
    """The value as it is now."""
    if isinstance(value, tuple):
        return [as_json(item) for item in value]
    if not isinstance(value, Moving):
        return value
    try:
        match value.kind:
            case "instant":
                return EPOCH + timedelta(microseconds=round(value.at))
            case "duration":
                return timedelta(microseconds=round(value.at))
            case "number":
                return float(value.at)
    except OverflowError:
        return None


def walk(attributes: JsonValue, names: tuple[str, ...]) -> JsonValue:
    """The attribute at the end of the path; None where one is missing, or is a number that is none."""
    found = attributes
    for name in names:
        if not isinstance(found, dict):
            return None
        found = found.get(name)
    if isinstance(found, float) and not isfinite(found):
        return None
    return found


def identity(value: Held, depth: int = 0) -> object:
    """Equal for equal values of one kind, and hashable; beyond 32 levels of nesting all are alike."""
    if depth > 32:
        return None
    match value:
        case list() | tuple():
            return "list", tuple(identity(item, depth + 1) for item in value)
        case dict():
            return "any", frozenset((name, identity(item, depth + 1)) for name, item in value.items())
        case _:
            return kind_of(value), value


def as_json(value: Value) -> JsonValue:
    """A value as it can be kept: instants as ISO 8601 texts, durations as a number of days."""
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case timedelta():
            return value.total_seconds() / SECONDS_OF_DAY
        case list():
            return [as_json(item) for item in value]
        case _:
            return value
