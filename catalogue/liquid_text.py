"""Liquid as messages use it: bounded, deterministic, without files, and strict about what is missing."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liquid import BoundTemplate, Environment, FalsyStrictUndefined, RenderContext, Token
from liquid.exceptions import LiquidError, ResourceLimitError, UndefinedError, UnknownFilterError
from liquid.utils import ReadOnlyChainMap

MAX_ITERATIONS = 10_000
MAX_OUTPUT = 1_000_000
"""bytes of one body"""
MAX_LOCALS = 1_000_000
"""bytes of everything that a template assigns and captures"""

_NO_TAGS = ("include", "render")
_NO_FILTERS = ("safe", "escapejs")
_DATE_FORMAT = re.compile(r"(?:[^%]|%-?[aAbBdHIjmMpyY]|%%)*")
_WITHOUT_ZERO = re.compile(r"%-([a-zA-Z])")


class DateError(LiquidError):
    """The `date` filter cannot do what the template asks; the text never carries a value."""


_SAFE_TO_TELL = (DateError, ResourceLimitError, UndefinedError, UnknownFilterError)


_WRONG_KIND = "a filter or an operator was given a value of the wrong kind"


class RenderError(Exception):
    """What went wrong, without any value of the customer's, and the line if it is known."""

    def __init__(self, told: str, line: int | None) -> None:
        super().__init__(told)
        self.line = line


class _Context(RenderContext):
    """Without the built-in `now` and `today`: a second attempt must render the same."""

    def __init__(self, template: BoundTemplate, **options: Any) -> None:
        super().__init__(template, **options)
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)

    def filter(self, name: str, token: Token | None) -> Callable[..., object]:
        """Filters make a list of the whole range that they are given, beside the limit of loops."""
        inner = super().filter(name, token)

        def bounded(*given: object, **options: object) -> object:
            if any(isinstance(one, range) and len(one) > MAX_ITERATIONS for one in given):
                raise ResourceLimitError(f"{name}: a range of more than {MAX_ITERATIONS:,} numbers", token=token)
            return inner(*given, **options)

        return bounded


class _Template(BoundTemplate):
    context_class = _Context


class _Liquid(Environment):
    loop_iteration_limit = MAX_ITERATIONS
    output_stream_limit = MAX_OUTPUT
    local_namespace_limit = MAX_LOCALS
    template_class = _Template


@lru_cache(maxsize=2)
def liquid(html: bool) -> Environment:
    """The environment of HTML (every value is escaped) or of plain text."""
    environment = _Liquid(autoescape=html, undefined=FalsyStrictUndefined)
    for tag in _NO_TAGS:
        del environment.tags[tag]
    for name in _NO_FILTERS:
        del environment.filters[name]
    environment.add_filter("date", _date)
    environment.add_filter("upcoming", _upcoming)
    return environment


def compile_text(source: str, name: str) -> BoundTemplate:
    """Raises liquid.exceptions.LiquidError. The ending of the name tells HTML from text."""
    return liquid(name.endswith(".html")).from_string(source, name=name)


def render_text(template: BoundTemplate, variables: Mapping[str, object]) -> str:
    """Raises RenderError."""
    try:
        return template.render(**variables)
    except LiquidError as error:
        place = error.context()
        told = str(error.message) if isinstance(error, _SAFE_TO_TELL) else _WRONG_KIND
        # Nothing is chained: the cause would carry the value into logs and failures.
        raise RenderError(told, place[0] if place else None) from None
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError):
        # Filters let through what Python raises on a value of a kind that they did not expect.
        raise RenderError(_WRONG_KIND, None) from None


def _date(value: object, form: object, zone: object = "UTC") -> str:
    """Format an ISO 8601 date or instant; `zone` is where an instant is told. `now` is no date."""
    text, pattern = str(value), str(form)
    if not _DATE_FORMAT.fullmatch(pattern):
        raise DateError(f"date: {pattern!r} has a directive that is not of the language", token=None)
    try:
        when = datetime.fromisoformat(text)
        if when.tzinfo is not None:
            when = when.astimezone(ZoneInfo(str(zone)))
    except (ValueError, OSError, ZoneInfoNotFoundError) as error:
        raise DateError(
            "date: the value is no ISO 8601 date or instant, or the zone does not exist", token=None
        ) from error
    unpadded = _WITHOUT_ZERO.sub(lambda match: when.strftime(f"%{match[1]}").lstrip("0") or "0", pattern)
    return when.strftime(unpadded)


def _upcoming(value: object, now: object) -> list[object]:
    """Of a list of things with `starts`, an ISO 8601 instant, those that begin after `now`; others are left out."""
    begins = _instant(now)
    if begins is None:
        raise DateError("upcoming: say after which instant, such as message.decided_at", token=None)
    things = value if isinstance(value, list) else []
    return [
        one for one in things if isinstance(one, dict) and (starts := _instant(one.get("starts"))) and starts > begins
    ]


def _instant(value: object) -> datetime | None:
    try:
        when = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if when is None or when.tzinfo is None else when
