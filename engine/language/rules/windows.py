"""Says in one sentence what a rule's window or limit may be, where pydantic would name every form that it is not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Never

from engine.expressions.parse import check_value
from engine.language.durations import parse_duration


def a_duration_or(*words: str) -> Callable[[object], object]:
    """A check that lets one of the words, or a duration, through."""

    def check(value: object) -> object:
        if isinstance(value, timedelta) or value in words:
            return value
        try:
            return parse_duration(value)
        except ValueError:
            raise ValueError(f"{value!r} is no span: write a duration such as 7d, or {', '.join(words)}") from None

    return check


def check_limit(value: object) -> object:
    """A whole number, an expression, or cases; what is wrong inside a case is told there."""
    if isinstance(value, list | tuple) or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    try:
        return check_value(value) if isinstance(value, str) else _none(value)
    except ValueError:
        return _none(value)


def _none(value: object) -> Never:
    raise ValueError(
        f"{value!r} is no limit: write a whole number, an expression such as customer.preferences.max_per_week, "
        "or cases with `when` and `otherwise`"
    ) from None
