"""Compares two versions of a journey: its steps by their ids, and everything else by its path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel, JsonValue
from pydantic.main import IncEx

from catalogue.differences.change import Change, changes
from catalogue.drawing.chart import Mark
from engine.language.journey import Journey
from engine.language.steps import Branch, Split, Step, WaitFor

_INSIDE: Mapping[type[BaseModel], IncEx] = {
    Branch: {"branch": {"__all__": {"steps"}}, "otherwise": True},
    Split: {"split": {"arms": {"__all__": {"steps"}}}},
    WaitFor: {"wait_for": {"timeout": {"steps"}}},
}
"""The steps inside a step."""

Fate = Literal["new", "changed", "closing", "live again", "withdrawn"]


@dataclass(frozen=True)
class StepChange:
    """A step that is new, gone, another, or elsewhere."""

    id: str
    kind: Literal["added", "removed", "changed", "moved"]
    step: Step
    """as it is now; one that was removed: as it was"""
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class JourneyChange:
    """What becomes of a journey; the version is the hash that those inside stay pinned to."""

    name: str
    fate: Fate
    before: Journey | None
    after: Journey | None
    steps: tuple[StepChange, ...] = ()
    rest: tuple[Change, ...] = ()

    def marks(self, side: Literal["before", "after"]) -> dict[str, Mark]:
        """How the steps of one side look in a picture; a step that moved counts as changed."""
        own: tuple[Mark, Mark] = ("removed", "changed") if side == "before" else ("added", "changed")
        found: dict[str, Mark] = {}
        for change in self.steps:
            mark: Mark = change.kind if change.kind in ("added", "removed") else "changed"
            if mark in own:
                found[change.id] = mark
        return found


@dataclass(frozen=True)
class _Place:
    """Where a step stands: in which lane of which other step."""

    step: Step
    parent: str
    lane: int
    label: str


def compare_journeys(before: Mapping[str, Journey], after: Mapping[str, Journey]) -> tuple[JourneyChange, ...]:
    """Those that differ, by name."""
    found = (_compare(name, before.get(name), after.get(name)) for name in sorted({*before, *after}))
    return tuple(change for change in found if change is not None)


def _compare(name: str, before: Journey | None, after: Journey | None) -> JourneyChange | None:
    if before == after:
        return None
    if before is None or after is None:
        return JourneyChange(name, "new" if before is None else "withdrawn", before, after)
    fate: Fate = "changed"
    if before.status != after.status:
        fate = "closing" if after.status == "closing" else "live again"
    return JourneyChange(name, fate, before, after, tuple(_steps(before, after)), _rest(before, after))


def _rest(before: Journey, after: Journey) -> tuple[Change, ...]:
    old, new = (journey.model_dump(mode="json", by_alias=True, exclude={"steps"}) for journey in (before, after))
    return changes(old, new)


def _steps(before: Journey, after: Journey) -> Iterator[StepChange]:
    old, new = _places(before), _places(after)
    moved = _moved(old, new)
    for name, place in new.items():
        if name not in old:
            yield StepChange(name, "added", place.step)
            continue
        found = changes(_own(old[name].step), _own(place.step))
        if found:
            yield StepChange(name, "changed", place.step, found)
        elif name in moved:
            yield StepChange(name, "moved", place.step)
    for name, place in old.items():
        if name not in new:
            yield StepChange(name, "removed", place.step)


def _places(journey: Journey) -> dict[str, _Place]:
    return {place.step.id: place for place in _lay_out(journey.steps, "", 0, "")}


def _lay_out(steps: tuple[Step, ...], parent: str, lane: int, label: str) -> Iterator[_Place]:
    for step in steps:
        yield _Place(step, parent, lane, label)
        for index, (name, inner) in enumerate(_lanes(step)):
            yield from _lay_out(inner, step.id, index, name)


def _lanes(step: Step) -> Iterator[tuple[str, tuple[Step, ...]]]:
    match step:
        case Branch():
            yield from ((arm.when, arm.steps) for arm in step.branch)
            yield "otherwise", step.otherwise
        case Split():
            yield from ((arm.name, arm.steps) for arm in step.split.arms)
        case WaitFor() if step.wait_for.timeout is not None:
            yield "timeout", step.wait_for.timeout.steps
        case _:
            return


def _moved(old: Mapping[str, _Place], new: Mapping[str, _Place]) -> set[str]:
    """Steps of both that stand in another lane, or in another order than the others; as few as explain it."""
    both = [name for name in old if name in new]
    now = [name for name in new if name in old]
    blocks = SequenceMatcher(None, both, now, autojunk=False).get_matching_blocks()
    stayed = {name for block in blocks for name in both[block.a : block.a + block.size]}
    return {name for name in both if name not in stayed or _elsewhere(old[name], new[name])}


def _elsewhere(old: _Place, new: _Place) -> bool:
    """An arm keeps its steps when its condition changes, and when another arm comes before it."""
    return old.parent != new.parent or (old.lane != new.lane and old.label != new.label)


def _own(step: Step) -> JsonValue:
    """A step without the steps inside it."""
    dumped: JsonValue = step.model_dump(mode="json", by_alias=True, exclude=_INSIDE.get(type(step)))
    return dumped
