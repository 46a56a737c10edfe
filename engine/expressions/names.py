"""The words of the language that have a meaning, and the nearest of them to a word that has none."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final, get_args

from engine.expressions.tree import Function, Root

ROOTS: Final[tuple[Root, ...]] = get_args(Root)
FUNCTIONS: Final[tuple[Function, ...]] = get_args(Function)
CALLS: Final = (*FUNCTIONS, "exists", "overlaps")
RESERVED: Final = frozenset({"and", "or", "not", "in", "true", "false"})
OF_EVENTS: Final = frozenset({"happened", "count", "since", "median_gap"})
"""Functions over events; the others are over one property of theirs."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?`, or nothing if no known word is near."""
    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f"; did you mean `{near[0]}`?" if near else ""
