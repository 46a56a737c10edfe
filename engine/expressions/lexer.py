"""Cuts the text of an expression into tokens and says what a foreign spelling should have been."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from engine.language.durations import parse_duration

TokenKind = Literal["name", "number", "duration", "text", "time", "symbol", "end"]

_TOKEN = re.compile(
    r"""
    (?P<time>\d{4}-\d\d-\d\d(?:T[\d:.]*(?:Z|[+-]\d\d:\d\d)?)?)
  | (?P<number>\d+(?:\.\d+)?(?:%|[A-Za-z_]\w*)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:-+[A-Za-z0-9_]+)*)
  | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
  | (?P<symbol>===|!==|==|!=|<=|>=|<>|&&|\|\||[-<>=!+*/()\[\],.])
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_FOREIGN = {
    "&&": "write `and`",
    "||": "write `or`",
    "!": "write `not`",
    "=": "write `==`",
    "===": "write `==`",
    "!==": "write `!=`",
    "<>": "write `!=`",
    "AND": "write `and`",
    "OR": "write `or`",
    "NOT": "write `not`",
    "IN": "write `in`",
    "True": "write `true`",
    "False": "write `false`",
    "None": "to ask whether something is missing write `not exists(…)`",
    "null": "to ask whether something is missing write `not exists(…)`",
}
_NUMBER = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)(%?)", re.ASCII)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """`at` is the offset of its first character."""

    kind: TokenKind
    text: str
    at: int
    value: bool | int | float | str | timedelta | datetime | date = ""


def wrong(at: int, what: str) -> ValueError:
    """The refusal of a text; columns count from 1."""
    return ValueError(f"column {at + 1}: {what}")


def tokens(text: str) -> tuple[Token, ...]:
    """All tokens and the end, or ValueError."""
    found: list[Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text[at], at)
        found.append(_token(match))
        at = match.end()
    found.append(Token("end", "the end", len(text)))
    return tuple(found)


def _unreadable(character: str, at: int) -> ValueError:
    if character in "\"'":
        return wrong(at, f"the text that begins here has no closing {character}")
    return wrong(at, f"{character!r} means nothing here")


def _token(match: re.Match[str]) -> Token:
    text, at = match[0], match.start()
    if text in _FOREIGN:
        raise wrong(at, f"{text!r} is not part of the language: {_FOREIGN[text]}")
    match match.lastgroup:
        case "time":
            return Token("time", text, at, _time(text, at))
        case "number":
            return _amount(text, at)
        case "text":
            return Token("text", text, at, _ESCAPE.sub(r"\1", text[1:-1]))
        case "name":
            return Token("name", text, at)
        case _:
            return Token("symbol", text, at)


def _amount(text: str, at: int) -> Token:
    if match := _NUMBER.fullmatch(text):
        digits = Decimal(match[1])
        if match[2]:
            return Token("number", text, at, float(digits / 100))
        return Token("number", text, at, float(digits) if "." in text else int(digits))
    if text[-1] in "0123456789%":
        raise wrong(at, f"{text!r} is too long: at most 15 digits before the point and 9 behind it")
    try:
        return Token("duration", text, at, parse_duration(text))
    except ValueError as problem:
        raise wrong(at, str(problem)) from None


def _time(text: str, at: int) -> datetime | date:
    try:
        if "T" not in text:
            return date.fromisoformat(text)
        instant = datetime.combine(date.fromisoformat(text[:10]), time.fromisoformat(text[11:]))
        instant.utctimetuple()
    except (ValueError, OverflowError):
        raise wrong(
            at, f"{text!r} is not a time: write 2026-04-14, or with its zone 2026-04-14T08:10Z or …+02:00"
        ) from None
    if instant.tzinfo is None:
        raise wrong(at, f"{text!r} has no zone: write {text}Z, or …+02:00")
    return instant
