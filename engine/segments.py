"""Counts what an SMS costs: the segments that a text is cut into, in the alphabet of phones (GSM-7) or in UCS-2."""

from typing import Literal, NamedTuple

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Each takes the place of two."""


class Segments(NamedTuple):
    """`units` are septets in GSM-7, 16-bit units in UCS-2."""

    number: int
    alphabet: Literal["GSM-7", "UCS-2"]
    units: int
    because: str = ""
    """the first character that phones' alphabet does not have"""


def segments(text: str) -> Segments:
    """A character of two units never stands in two segments."""
    foreign = next((letter for letter in text if letter not in _BASIC and letter not in _EXTENDED), "")
    if foreign:
        cut = _cut([2 if ord(letter) > 0xFFFF else 1 for letter in text], "UCS-2", 70, 67)
        return cut._replace(because=foreign)
    return _cut([2 if letter in _EXTENDED else 1 for letter in text], "GSM-7", 160, 153)


def _cut(sizes: list[int], alphabet: Literal["GSM-7", "UCS-2"], alone: int, each: int) -> Segments:
    units = sum(sizes)
    if units <= alone:
        return Segments(1, alphabet, units)
    count, filled = 1, 0
    for size in sizes:
        if filled + size > each:
            count, filled = count + 1, 0
        filled += size
    return Segments(count, alphabet, units)
