"""Counts the segments of a text message, which is what providers charge for."""

from dataclasses import dataclass
from typing import Literal

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""3GPP TS 23.038, the default alphabet."""
_EXTENSION = frozenset("\f^{}\\[~]|€")
"""its extension table: an escape and a character each"""


@dataclass(frozen=True)
class Segments:
    """How a text goes over the air; `units` are septets in GSM-7, code units of 16 bits in UCS-2."""

    encoding: Literal["GSM-7", "UCS-2"]
    units: int
    count: int
    because: str = ""
    """the first character that needs UCS-2"""


def segments(text: str) -> Segments:
    """GSM-7: 160 in one segment, 153 in each of several. UCS-2: 70 and 67. No pair is torn apart."""
    foreign = next((letter for letter in text if letter not in _BASIC and letter not in _EXTENSION), "")
    if foreign:
        sizes = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
        return Segments("UCS-2", sum(sizes), _count(sizes, 70, 67), foreign)
    sizes = [2 if letter in _EXTENSION else 1 for letter in text]
    return Segments("GSM-7", sum(sizes), _count(sizes, 160, 153))


def _count(sizes: list[int], alone: int, each: int) -> int:
    if sum(sizes) <= alone:
        return 1
    count, used = 1, 0
    for size in sizes:
        if used + size > each:
            count, used = count + 1, 0
        used += size
    return count
