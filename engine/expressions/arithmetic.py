"""Sums, products and quotients of numbers, durations and instants; what has no result is missing."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Literal
from zoneinfo import ZoneInfo

from engine.expressions.instants import read_instant
from engine.expressions.kinds import arithmetic_kind
from engine.expressions.values import Held, Moving, kind_of, line

LARGEST = 1e300
"""A number beyond it is missing, so that repeated products stay bounded."""

Operator = Literal["+", "*", "/"]


def arithmetic(operator: Operator, left: Held, right: Held, zone: ZoneInfo) -> Held:
    """The result, or None. A text beside a duration is read as an instant."""
    if isinstance(left, str) and operator == "+":
        left = read_instant(left, zone)
    if isinstance(right, str) and operator == "+":
        right = read_instant(right, zone)
    if isinstance(left, Moving) or isinstance(right, Moving):
        return _moving(operator, left, right)
    try:
        return _fixed(operator, left, right)
    except (OverflowError, ZeroDivisionError):
        return None


def negated(value: Held) -> Held:
    """`-value`, or None."""
    match value:
        case Moving(kind="number" | "duration"):
            return Moving(value.kind, -value.at, -value.slope)
        case bool():
            return None
        case int() | float():
            return -value
        case timedelta():
            try:
                return -value
            except OverflowError:
                return None
        case _:
            return None


def _fixed(operator: Operator, left: Held, right: Held) -> Held:
    match left, right:
        case (bool(), _) | (_, bool()):
            return None
        case (int() | float(), int() | float()):
            return _numbers(operator, left, right)
        case timedelta(), timedelta():
            return _durations(operator, left, right)
        case datetime(), timedelta() if operator == "+":
            return left + right
        case timedelta(), datetime() if operator == "+":
            return left + right
        case timedelta(), (int() | float()) if operator != "+":
            return left * right if operator == "*" else left / right
        case ((int() | float()), timedelta()) if operator == "*":
            return left * right
        case _:
            return None


def _numbers(operator: Operator, left: int | float, right: int | float) -> Held:
    match operator:
        case "+":
            result = left + right
        case "*":
            result = left * right
        case "/":
            result = left / right
    return result if -LARGEST <= result <= LARGEST else None


def _durations(operator: Operator, left: timedelta, right: timedelta) -> Held:
    match operator:
        case "+":
            return left + right
        case "/":
            return left / right
        case "*":
            return None


def _moving(operator: Operator, left: Held, right: Held) -> Held:
    # Exact throughout: at a later instant the same expression has exactly the value predicted now.
    a, b = line(left), line(right)
    kind = arithmetic_kind(operator, kind_of(left), kind_of(right))
    if a is None or b is None or kind not in ("number", "duration", "instant"):
        return None
    if operator == "+":
        return Moving(kind, a[0] + b[0], a[1] + b[1])
    if isinstance(right, Moving) and (operator == "/" or isinstance(left, Moving)):
        return None
    if operator == "/":
        return Moving(kind, Fraction(a[0]) / b[0], Fraction(a[1]) / b[0]) if b[0] else None
    return Moving(kind, a[0] * b[0], a[1] * b[0] + a[0] * b[1])
