"""What decided in a condition that stopped a message, and what it read, as the rest of a sentence."""

from collections.abc import Iterator

from pydantic import JsonValue

from engine.model import Attributes
from engine.telling.sentences import shown


def deciding(parts: JsonValue) -> str:
    """`customer.stage == 'new' (customer.stage is old)`: the innermost parts that decided, each with what it read."""
    found = [part for part in parts if isinstance(part, dict)] if isinstance(parts, list) else []
    return "; ".join(_told(part) for part in _innermost(found))


def _innermost(parts: list[Attributes]) -> Iterator[Attributes]:
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        if following is None or _depth(following) <= _depth(part):
            yield part


def _depth(part: Attributes) -> int:
    depth = part.get("depth")
    return depth if isinstance(depth, int) else 0


def _told(part: Attributes) -> str:
    values = part.get("values")
    read = [f"{name} is {shown(value)}" for name, value in values.items()] if isinstance(values, dict) else []
    notes = part.get("notes")
    known = [one for one in read if not one.endswith(" is nothing")]
    said = "; ".join([*known, *map(str, notes if isinstance(notes, list) else ())])
    return f"{part.get('text', '')}" + (f" ({said})" if said else "")
