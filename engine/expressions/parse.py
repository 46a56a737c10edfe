"""Reads the text of a condition or a value: its typed tree, or what is wrong where and the fix."""

import re
from functools import lru_cache

from engine.expressions import grammar
from engine.expressions.names import CALLS
from engine.expressions.tree import Node

_BEGINS = re.compile(
    rf"""
    (?:customer|event|run|message)\.[A-Za-z_]
  | now(?:\s*$|\s*[-+*/<>=!,]|\s+(?:and|or|in)\b)
  | (?:{"|".join(CALLS)})\(
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=4096)
def condition(text: str) -> Node:
    """The tree of a condition, or ValueError."""
    return grammar.parse(text, truth=True)


@lru_cache(maxsize=4096)
def value(text: str) -> Node:
    """The tree of a value (a condition is one as well), or ValueError."""
    return grammar.parse(text, truth=False)


def check_condition(text: str) -> str:
    """Return the text, or raise ValueError with the column, what is wrong and the fix."""
    condition(text)
    return text


def check_value(text: str) -> str:
    """Return the text, or raise ValueError with the column, what is wrong and the fix."""
    value(text)
    return text


def is_expression(text: str) -> bool:
    """Whether a text in `set`, `update` or `with` is one: it begins with a root or calls a function."""
    return _BEGINS.match(text) is not None
