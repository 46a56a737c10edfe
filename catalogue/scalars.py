"""Tells the type of an unquoted scalar by the YAML 1.2 core schema: `10:00`, `NO`, `on`, `yes` are text."""

import re

from pydantic import JsonValue

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INT = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NO_JSON = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_LONGEST_NUMBER = 18


def plain_scalar(text: str) -> JsonValue:
    """The value of an unquoted scalar. Raises ValueError for a number that JSON cannot carry."""
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if _NO_JSON.fullmatch(text):
        raise ValueError(f"{text} is no number that can be stored")
    if _INT.fullmatch(text) or _BASED.fullmatch(text):
        if len(text) > _LONGEST_NUMBER:
            raise ValueError(f"{text[:40]} is too long for a number")
        return int(text, 0) if _BASED.fullmatch(text) else int(text)
    if _FLOAT.fullmatch(text):
        return _finite(text)
    return text


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text[:40]} is too large for a number")
    return number
