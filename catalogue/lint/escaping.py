"""Checks that values stand where escaping them is enough: in no script, and in tags only between quotes."""

import re
from collections.abc import Iterable, Iterator

from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault
from catalogue.folder import BLOCKS
from catalogue.mail.links import scripts
from catalogue.mail.pieces import Piece, loose, masked, pieces, position

_RUN = re.compile(
    r"""<script\b(?![^>]*\btype\s*=\s*["']?application/ld\+json)[^>]*>.*?(?:</script\b|\Z)"""
    r"""|\son\w+\s*=\s*(?:"[^"]*"|'[^']*')""",
    re.DOTALL | re.IGNORECASE,
)
_Found = tuple[int, str, str]


def check(definitions: Definitions) -> Iterable[Fault]:
    for content in definitions.messages.values():
        for name, text in _markup(content):
            for index, message, fix in _found(name, text):
                yield content.body_fault(name, position(text, index), message, fix)


def _markup(content: Content) -> Iterator[tuple[str, str]]:
    files = {**content.bodies, **{f"{BLOCKS}/{name}": text for name, text in content.blocks.items()}}
    return ((name, text) for name, text in files.items() if not name.endswith(".txt"))


def _found(name: str, text: str) -> Iterator[_Found]:
    for index in scripts(text):
        # The message would be dropped for everybody.
        fix = "write an address that begins with https:, mailto: or tel:"
        yield index, "this address would run a script", fix
    for piece in _in_scripts(text):
        message = f"{piece.text} stands in a script, where escaping does not keep a value from being run"
        yield piece.start, message, "write it as text, or into an attribute such as data-name"
    # In MJML nothing at all may stand there.
    for piece in loose(text) if name.endswith(".html") else ():
        if piece.shows:
            message = f"{piece.text} stands inside a tag without quotes: a value could add attributes"
            yield piece.start, message, 'write quotes round it: name="{{ … }}"'


def _in_scripts(text: str) -> Iterator[Piece]:
    spans = [found.span() for found in _RUN.finditer(masked(text))]
    return (piece for piece in pieces(text) if piece.shows and any(a < piece.start < b for a, b in spans))
