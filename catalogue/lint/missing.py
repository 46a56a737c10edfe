"""Warns of what a customer may lack: written out without a default, it drops the message for her."""

import re
from collections.abc import Iterable, Iterator

from catalogue.bodies import inline_templates
from catalogue.definitions import Content, Definitions
from catalogue.faults import Fault
from catalogue.folder import BLOCKS
from catalogue.mail.pieces import pieces, position

_ATTRIBUTE = re.compile(r"\bcustomer(?:\.\w+)+")
_FIX = "give it a default under `needs`, or say there that it is required, or put {% if %} round it"


def check(definitions: Definitions) -> Iterable[Fault]:
    for content in definitions.messages.values():
        for name, text in content.bodies.items():
            for at, variable in _unguarded(content, text):
                yield _warning(content.body_fault(name, position(text, at), _told(variable), _FIX))
        for name, text in content.blocks.items():
            for at, variable in _unguarded(content, text):
                yield _warning(content.body_fault(f"{BLOCKS}/{name}", position(text, at), _told(variable), _FIX))
        for name, text in inline_templates(content.model).items():
            for _, variable in _unguarded(content, text):
                path = tuple(name.removesuffix(".html").split(".")[:2])
                yield _warning(content.fault(path, _told(variable), _FIX))


def _unguarded(content: Content, text: str) -> Iterator[tuple[int, str]]:
    """Attributes that are written out, of which neither `needs` nor a tag of the same text knows."""
    found = list(pieces(text))
    asked = {name for piece in found if piece.tag for name in _ATTRIBUTE.findall(piece.text)}
    for piece in found:
        if not piece.text.startswith("{{") or re.search(r"\|\s*default\b", piece.text):
            continue
        for match in _ATTRIBUTE.finditer(piece.text):
            if not any(name in content.model.needs or name in asked for name in _prefixes(match[0])):
                yield piece.start + match.start(), match[0]


def _prefixes(name: str) -> Iterator[str]:
    """`customer.address`, `customer.address.city`: who asked for the group, or for its part, knows."""
    parts = name.split(".")
    for length in range(2, len(parts) + 1):
        yield ".".join(parts[:length])


def _told(variable: str) -> str:
    return f"{variable!r} may be missing, and for such a customer the message would be dropped"


def _warning(fault: Fault) -> Fault:
    return fault.model_copy(update={"level": "warning"})
