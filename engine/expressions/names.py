"""The words of the language that have a meaning, and the nearest of them to a word that has none."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final, get_args

from engine.expressions.tree import EventFunction, Function, PropertyFunction, Root

ROOTS: Final[tuple[Root, ...]] = get_args(Root)
OF_EVENTS: Final[tuple[EventFunction, ...]] = get_args(EventFunction)
OF_PROPERTIES: Final[tuple[PropertyFunction, ...]] = get_args(PropertyFunction)
FUNCTIONS: Final[tuple[Function, ...]] = (*OF_EVENTS, *OF_PROPERTIES)
"""The functions over events, over one property of theirs, and both."""
CALLS: Final = (*FUNCTIONS, "exists", "overlaps")
RESERVED: Final = frozenset({"and", "or", "not", "in", "true", "false"})


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """`; did you mean …?`, or nothing if no known word is near."""
    if word in known:
        return ""
    near = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f"; did you mean `{near[0]}`?" if near else ""
