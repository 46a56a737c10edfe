"""Liquid as messages use it: bounded, deterministic, without files, and strict about what is missing."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from liquid import BoundTemplate, Environment, FalsyStrictUndefined, RenderContext
from liquid.exceptions import FilterArgumentError
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


class _Context(RenderContext):
    """Without the built-in `now` and `today`: a second attempt must render the same."""

    def __init__(self, template: BoundTemplate, **options: Any) -> None:
        super().__init__(template, **options)
        self.scope = ReadOnlyChainMap(self.locals, self.globals, self.counters)


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
    return environment


def compile_text(source: str, name: str) -> BoundTemplate:
    """Raises liquid.exceptions.LiquidError. The ending of the name tells HTML from text."""
    return liquid(name.endswith(".html")).from_string(source, name=name)


def render_text(template: BoundTemplate, variables: Mapping[str, object]) -> str:
    """Raises LiquidError; filters also raise what Python does on values of the wrong type."""
    return template.render(**variables)


def _date(value: object, form: object, zone: object = "UTC") -> str:
    """Format an ISO 8601 date or instant; `zone` is where an instant is told. `now` is no date."""
    text, pattern = str(value), str(form)
    if not _DATE_FORMAT.fullmatch(pattern):
        raise FilterArgumentError(f"date: {pattern!r} has a directive that is not of the language", token=None)
    try:
        when = datetime.fromisoformat(text)
        if when.tzinfo is not None:
            when = when.astimezone(ZoneInfo(str(zone)))
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise FilterArgumentError(f"date: {error}", token=None) from error
    unpadded = _WITHOUT_ZERO.sub(lambda match: when.strftime(f"%{match[1]}").lstrip("0") or "0", pattern)
    return when.strftime(unpadded)
