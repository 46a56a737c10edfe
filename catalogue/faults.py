"""Says what is wrong with a definition: where, what and how to put it right."""

import difflib
import re
from collections.abc import Iterable
from typing import Literal

from engine.model import Frozen

Level = Literal["error", "warning"]
Path = tuple[str | int, ...]
"""The way from the top of a file to a value: keys and positions."""


class Fault(Frozen):
    """One fault; `file` is relative to the journeys folder, line and column count from 1."""

    file: str
    line: int
    column: int
    path: str
    message: str
    fix: str
    level: Level = "error"

    def __str__(self) -> str:
        what = self.message if self.level == "error" else f"warning: {self.message}"
        inside = f" {self.path}:" if self.path else ""
        return f"{self.file}:{self.line}:{self.column}:{inside} {what}\n    fix: {self.fix}"


def path_text(path: Path) -> str:
    """A path as people read it, such as `steps[3].wait_for.timeout`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def errors(faults: Iterable[Fault]) -> list[Fault]:
    """Those that stop a publication."""
    return [fault for fault in faults if fault.level == "error"]


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """By file and line, each once."""
    unique = dict.fromkeys(faults)
    return sorted(unique, key=lambda fault: (fault.file, fault.line, fault.column, fault.path, fault.message))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that it may be a misspelling of."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return near[0] if near else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A fix that proposes the nearest of the known words, or says what there is."""
    names = sorted(known)
    near = nearest(word, names)
    if near:
        return f"did you mean {near!r}?"
    return f"{otherwise}; there is: {', '.join(names)}" if names else otherwise


_SAID = re.compile(r"(?P<wrong>(?:`[^`]*`|[^`])*?): (?P<fix>.*)", re.DOTALL)
_COLUMN = re.compile(r"column \d+")
_EXPECTED = re.compile(r"expected (?P<what>.*), found (?P<found>.*)", re.DOTALL)


def wrong_and_fix(text: str, otherwise: str) -> tuple[str, str]:
    """Parts the text of our own ValueErrors: what is wrong, a colon, what to write."""
    column, rest = in_expression(text)
    match = _SAID.fullmatch(rest)
    if match:
        return column + match["wrong"], match["fix"]
    return text, _fix_at(column.removesuffix(": "), rest) if column else otherwise


def in_expression(text: str) -> tuple[str, str]:
    """Parts the column that a fault of an expression begins with from the rest; empty where there is none."""
    column, colon, rest = text.partition(": ")
    return (column + colon, rest) if _COLUMN.fullmatch(column) else ("", text)


def _fix_at(column: str, fault: str) -> str:
    match = _EXPECTED.fullmatch(fault)
    if match is None:
        return f"mend the expression at {column}: docs/journeys.md, Conditions and values"
    if match["found"] == "'the end'":
        return f"complete the expression at its end: {match['what']}"
    return f"at {column} write {match['what']}"
