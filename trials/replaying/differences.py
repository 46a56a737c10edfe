"""Where two plain values differ."""

from collections.abc import Iterator
from itertools import islice

from pydantic import JsonValue

from engine.model import Frozen

MOST = 20
_ABSENT = "(absent)"


class Difference(Frozen):
    """One place, such as `journal.entries[2].until`, and its value then and now."""

    path: str
    recorded: JsonValue
    now: JsonValue

    def __str__(self) -> str:
        return f"{self.path}: recorded {self.recorded!r}, now {self.now!r}"


def differences(recorded: JsonValue, now: JsonValue) -> tuple[Difference, ...]:
    """The first of them, in the order of the recorded value; none: they are equal."""
    return tuple(islice(_compare(recorded, now, ""), MOST))


def _compare(recorded: JsonValue, now: JsonValue, path: str) -> Iterator[Difference]:
    match recorded, now:
        case dict(), dict():
            for name in dict.fromkeys([*recorded, *now]):
                inner = f"{path}.{name}" if path else name
                yield from _compare(recorded.get(name, _ABSENT), now.get(name, _ABSENT), inner)
        case list(), list():
            for n in range(max(len(recorded), len(now))):
                then = recorded[n] if n < len(recorded) else _ABSENT
                yield from _compare(then, now[n] if n < len(now) else _ABSENT, f"{path}[{n}]")
        case _:
            if recorded != now or isinstance(recorded, bool) is not isinstance(now, bool):
                yield Difference(path=path, recorded=recorded, now=now)
