"""Tells Liquid from the text around it, so that what reads the text (XML, CSS) never sees Liquid."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PIECE = re.compile(
    r"\{%-?\s*(?P<verbatim>raw|comment)\b.*?\{%-?\s*end(?P=verbatim)\s*-?%\}"
    r"|\{%-?\s*(?P<tag>\w+)?.*?%\}"
    r"|\{\{.*?\}\}",
    re.DOTALL,
)
_TAG = re.compile(r"<[a-zA-Z/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NOT_A_LINE_END = re.compile(r"[^\n]")
_CLOSES = re.compile(r"end(\w+)")
_PAIRED = frozenset({"if", "unless", "for", "case", "tablerow", "capture", "ifchanged"})


@dataclass(frozen=True)
class Piece:
    """One `{{ … }}`, `{% … %}`, or a whole `{% raw %}` or `{% comment %}` with what is in it."""

    start: int
    text: str
    tag: str
    """the word it begins with; empty for an output and for what is taken as a whole"""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def shows(self) -> bool:
        """Whether it puts a value into the text."""
        return self.text.startswith("{{") or self.tag in ("echo", "cycle")

    @property
    def opens(self) -> bool:
        return self.tag in _PAIRED

    @property
    def closes(self) -> str:
        """The tag that it ends; empty if it ends none."""
        found = _CLOSES.fullmatch(self.tag)
        return found[1] if found and found[1] in _PAIRED else ""


def pieces(source: str) -> Iterator[Piece]:
    """Every piece of Liquid, in order."""
    for match in _PIECE.finditer(source):
        yield Piece(match.start(), match[0], match["tag"] or "")


def masked(source: str) -> str:
    """The text with letters where Liquid shows a value, and spaces for its tags; every position stays what it is."""
    return _PIECE.sub(lambda match: _NOT_A_LINE_END.sub("x" if match[0].startswith("{{") else " ", match[0]), source)


def loose(source: str) -> Iterator[Piece]:
    """Those inside of tags, but not in the value of an attribute."""
    for tag in _TAG.finditer(masked(source)):
        quoted = [(tag.start() + value.start(), tag.start() + value.end()) for value in _QUOTED.finditer(tag[0])]
        for piece in pieces(source[tag.start() : tag.end()]):
            start = tag.start() + piece.start
            if not any(begin < start < end for begin, end in quoted):
                yield Piece(start, piece.text, piece.tag)


def position(source: str, index: int) -> tuple[int, int]:
    """Line and column of an index, both from 1."""
    before = source[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1
