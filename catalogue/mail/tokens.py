"""Puts tokens in place of Liquid for the length of a conversion, and Liquid back afterwards."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.mail.pieces import Piece, masked, pieces

_MARKUP = re.compile(
    r"<!--.*?-->"
    r"|<!\[CDATA\[.*?\]\]>"
    # What stands in these is text alone: a comment in there would be shown.
    r"|<(?P<plain>mj-style|mj-title|mj-preview|mj-accordion-title|style|title)\b[^>]*>.*?</(?P=plain)>"
    r"""|<(?:[^<>"']|"[^"]*"|'[^']*')*>""",
    re.DOTALL,
)


class LiquidLost(Exception):
    """A conversion dropped Liquid: there is no place for it where it stands."""

    def __init__(self, piece: Piece) -> None:
        super().__init__(piece.text)
        self.piece = piece


@dataclass(frozen=True)
class Tokens:
    """A text with tokens, and what each of them stands for."""

    text: str
    word: str
    meanings: Mapping[int, Piece]

    @property
    def comment(self) -> re.Pattern[str]:
        """A token that stands between markup."""
        return re.compile(rf"(<!--{self.word}\d+x-->)")

    def restored(self, converted: str) -> str:
        """The converted text with Liquid in it again. Raises LiquidLost."""
        seen: set[int] = set()

        def meaning(match: re.Match[str]) -> str:
            number = int(match[1] or match[2] or match[3])
            seen.add(number)
            return self.meanings[number].text

        word = self.word
        token = rf"<!--{word}(\d+)x-->|&lt;!--{word}(\d+)x--&gt;|{word}(\d+)x"
        text = re.sub(token, meaning, converted)
        for number, piece in self.meanings.items():
            if number not in seen:
                raise LiquidLost(piece)
        return text


def tokens(source: str) -> Tokens:
    """Inside markup a token is a word, between it a comment: no parser moves a comment out of a table."""
    word = "liquid"
    while word in masked(source):
        word += "q"
    found = list(pieces(source))
    spans = [match.span() for match in _MARKUP.finditer(masked(source))]
    parts: list[str] = []
    at = 0
    for number, piece in enumerate(found):
        inside = any(start < piece.start < end for start, end in spans)
        token = f"{word}{number}x"
        parts += [source[at : piece.start], token if inside else f"<!--{token}-->"]
        at = piece.end
    return Tokens("".join([*parts, source[at:]]), word, dict(enumerate(found)))
