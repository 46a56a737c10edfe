"""Breaks text into lines that fit a width, without asking for a font: generic ones differ by a few per cent only."""

from collections.abc import Callable, Iterator
from itertools import count

MONO = 0.61
"""em; every sign of a fixed-width font"""
_NARROW = frozenset("iljtfrI.,:;|!'()[]{} ·-")
_WIDE = frozenset("mwMW@%—→ÄÖÜGOQ")
_BREAKS = "./_-,(="


def width(text: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """In pixels, rather too wide than too narrow."""
    if mono:
        return len(text) * size * MONO
    ems = sum(0.36 if sign in _NARROW else 0.95 if sign in _WIDE else 0.7 if sign.isupper() else 0.61 for sign in text)
    return ems * size * (1.1 if bold else 1.0)


def wrapped(text: str, size: float, room: float, *, bold: bool = False, mono: bool = False) -> tuple[str, ...]:
    """At least one line; a word that is wider than the room is broken inside."""

    def fits(line: str) -> bool:
        return width(line, size, bold=bold, mono=mono) <= room

    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if fits(joined):
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = pieces_of(word, fits)
        lines += whole
    return (*lines, line)


def pieces_of(word: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Broken after a sign that parts names, where there is one in the second half of what fits."""
    while not fits(word):
        end = next(length for length in count(1) if not fits(word[: length + 1]))
        good = max((word.rfind(sign, 0, end) for sign in _BREAKS), default=-1) + 1
        end = good if good > end // 2 else end
        yield word[:end]
        word = word[end:]
    yield word
