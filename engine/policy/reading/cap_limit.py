"""How many messages a cap allows: a number, an expression or a list of cases, read for one customer now."""

from dataclasses import dataclass
from datetime import datetime
from math import floor, isfinite

from pydantic import JsonValue

from engine.expressions import parse
from engine.expressions.evaluate import evaluate
from engine.expressions.instants import sooner
from engine.expressions.scope import Scope
from engine.expressions.values import Value, as_json
from engine.language.rules.caps import Cap, LimitCase, LimitWhen

_BEYOND_COUNTING = 2**53 - 1
"""The largest number that every reader of JSON keeps."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`number` None: what is written is missing or no number, and the cap does not apply."""

    number: int | None
    given: JsonValue = None
    """what the expression came to, where that is not the number itself"""
    until: datetime | None = None
    """when the clock alone can change it"""


def limit_of(cap: Cap, within: Scope) -> Limit:
    """A fraction is floored; what is negative, a truth or not finite is no number of messages."""
    if isinstance(cap.max, tuple):
        return _of_cases(cap.max, within)
    return _of(cap.max, within, None)


def _of_cases(cases: tuple[LimitCase, ...], within: Scope) -> Limit:
    """The first that is true; none: the number is missing."""
    until: datetime | None = None
    for case in cases:
        if not isinstance(case, LimitWhen):
            return _of(case.otherwise, within, until)
        looked = evaluate(parse.condition(case.when), within)
        until = sooner(until, looked.until)
        if looked.value is True:
            return _of(case.to, within, until)
    return Limit(None, until=until)


def _of(written: int | str, within: Scope, until: datetime | None) -> Limit:
    if isinstance(written, int):
        return Limit(written, until=until)
    looked = evaluate(parse.value(written), within)
    number = _number(looked.value)
    given = None if number == looked.value else as_json(looked.value)
    return Limit(number, given, sooner(until, looked.until))


def _number(value: Value) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not isfinite(value):
        return None
    return min(floor(value), _BEYOND_COUNTING) if value >= 0 else None
