"""Compares two values as JSON and names what changed by its path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

_IDENTITIES = ("name", "id")
MISSING = object()


@dataclass(frozen=True)
class Change:
    """One value that is new, gone or another; None: it is not there."""

    path: str
    before: str | None
    after: str | None


def changes(before: JsonValue, after: JsonValue, path: str = "") -> tuple[Change, ...]:
    """Every value that differs, in the order of `after`; lists whose elements have names go by these."""
    return tuple(_changes(before, after, path))


def _changes(before: JsonValue | object, after: JsonValue | object, path: str) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _by_key(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, path)
    else:
        yield Change(path, _text(before), _text(after))


def _by_key(before: Mapping[str, JsonValue], after: Mapping[str, JsonValue], path: str) -> Iterator[Change]:
    for key in dict.fromkeys((*after, *before)):
        below = f"{path}.{key}" if path else key
        yield from _changes(before.get(key, MISSING), after.get(key, MISSING), below)


def _of_lists(before: Sequence[JsonValue], after: Sequence[JsonValue], path: str) -> Iterator[Change]:
    named_before, named_after = _named(before), _named(after)
    if named_before is not None and named_after is not None:
        yield from _by_key(named_before, named_after, path)
        if list(named_before) != list(named_after) and set(named_before) == set(named_after):
            yield Change(f"{path} (order)", ", ".join(named_before), ", ".join(named_after))
    elif len(before) == len(after) and any(isinstance(element, Mapping) for element in after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _changes(old, new, f"{path}[{index}]")
    else:
        yield Change(path, _text(list(before)), _text(list(after)))


def _named(values: Sequence[JsonValue]) -> dict[str, JsonValue] | None:
    """By the key that tells the elements apart; None where there is none."""
    for key in _IDENTITIES:
        names = [value.get(key) if isinstance(value, Mapping) else None for value in values]
        if all(isinstance(name, str) for name in names) and len(set(map(str, names))) == len(names):
            return dict(zip(map(str, names), values, strict=True))
    return None


def _text(value: JsonValue | object) -> str | None:
    """As people write it: `[a, b]`, `{ after: 3d }`, without what is not set."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "nothing"
        case str():
            return value if value else '""'
        case Mapping():
            inner = ", ".join(f"{key}: {_text(below)}" for key, below in value.items() if below is not None)
            return f"{{ {inner} }}" if inner else "{}"
        case list():
            return f"[{', '.join(str(_text(element)) for element in value)}]"
        case _ if value is MISSING:
            return None
        case _:
            return str(value)
