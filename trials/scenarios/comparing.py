"""Holds what was expected against what happened, line by line."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from engine.model import Frozen
from trials.scenarios.happening import Happening, Witnessed

Mark = Literal["same", "differs", "missing", "extra"]


class Row(Frozen):
    """One line of both timelines side by side."""

    mark: Mark
    expected: Happening | None = None
    actual: Witnessed | None = None


def compare(expected: Sequence[Happening], actual: Sequence[Witnessed]) -> tuple[Row, ...]:
    """In order of both; lines of the same message or journey that are not equal stand beside one another."""
    wanted = [_form(one, None) for one in expected]
    keyed: set[tuple[str, str]] = {(one.what, one.subject) for one in expected if one.key is not None}
    found = [_form(one.happening, keyed) for one in actual]
    rows: list[Row] = []
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(expected[first:last], actual[start:end], strict=True)
            rows += [Row(mark="same", expected=one, actual=other) for one, other in pairs]
        else:
            rows += _beside(expected[first:last], actual[start:end])
    return tuple(rows)


def _form(one: Happening, keyed: set[tuple[str, str]] | None) -> str:
    """To the second; the key counts only where the scenario writes it."""
    ignores = keyed is not None and (one.what, one.subject) not in keyed
    update = {"at": one.at.replace(microsecond=0), "until": one.until and one.until.replace(microsecond=0)}
    return one.model_copy(update=update | ({"key": None} if ignores else {})).model_dump_json()


def _beside(expected: Sequence[Happening], actual: Sequence[Witnessed]) -> Iterator[Row]:
    """Pairs what tells of the same thing, in order; what is left over is missing, or was not expected."""
    rest = list(actual)
    for wanted in expected:
        place = _like(wanted, rest)
        if place is None:
            yield Row(mark="missing", expected=wanted)
            continue
        yield from (Row(mark="extra", actual=one) for one in rest[:place])
        yield Row(mark="differs", expected=wanted, actual=rest[place])
        rest = rest[place + 1 :]
    yield from (Row(mark="extra", actual=one) for one in rest)


def _like(wanted: Happening, rest: Sequence[Witnessed]) -> int | None:
    """Of the same kind and subject, or else of the same subject at the same time."""
    found = [one.happening for one in rest]
    same = (n for n, one in enumerate(found) if (one.what, one.subject) == (wanted.what, wanted.subject))
    close = (n for n, one in enumerate(found) if (one.subject, one.at) == (wanted.subject, wanted.at))
    return next(same, next(close, None))
