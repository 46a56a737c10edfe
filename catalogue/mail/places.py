"""Finds the places for blocks in a body (`{% block help %}`), and puts the blocks there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalogue.mail.pieces import Piece, pieces

CHOSEN = "chosen_blocks"
"""The variable that tells a template which block stands where."""

_PLACE = re.compile(r"\{%-?\s*block\s+(?P<name>[a-z][a-z0-9_-]{0,63})\s*-?%\}")


@dataclass(frozen=True)
class BlockPlace:
    """A place in a text; `name` is empty where the tag does not say which."""

    piece: Piece
    name: str


def places(source: str) -> Iterator[BlockPlace]:
    for piece in pieces(source):
        if piece.tag == "block":
            found = _PLACE.fullmatch(piece.text)
            yield BlockPlace(piece, found["name"] if found else "")


def without_places(source: str) -> str:
    """The text with spaces in their stead: every position stays."""
    return _replaced(source, lambda place: " " * len(place.piece.text))


def filled(source: str, blocks: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """The text with every place holding all its blocks (name, text), of which rendering shows the chosen one."""
    return _replaced(source, lambda place: _choice(place, blocks.get(place.name, ())))


def _choice(place: BlockPlace, blocks: Sequence[tuple[str, str]]) -> str:
    """Strips the space around it where the tag does (`{%- block x -%}`)."""
    before = "-" if place.piece.text.startswith("{%-") else ""
    after = "-" if place.piece.text.endswith("-%}") else ""
    cases = "".join(f'{{% when "{name}" %}}{text.rstrip()}' for name, text in blocks)
    return f'{{%{before} case {CHOSEN}["{place.name}"] %}}{cases}{{% endcase {after}%}}'


def _replaced(source: str, by: Callable[[BlockPlace], str]) -> str:
    parts: list[str] = []
    at = 0
    for place in places(source):
        parts += [source[at : place.piece.start], by(place)]
        at = place.piece.end
    return "".join([*parts, source[at:]])
