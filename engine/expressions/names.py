"""The words of the language that have a meaning, and the nearest of them to a word that has none."""

from collections.abc import Sequence
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
    distance, nearest = min((_edits(word[:64].lower(), name), name) for name in known)
    return f"; did you mean `{nearest}`?" if distance <= max(1, len(nearest) // 3) else ""


def _edits(a: str, b: str) -> int:
    """How many letters to put in, leave out or change to come from a to b; letters in the wrong order are one."""
    if sorted(a) == sorted(b):
        return int(a != b)
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other)))
    return row[-1]
