"""Finds journeys that start one another in a circle without a wait on the way."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import assert_never

from catalogue.definitions import Definitions, Placed
from catalogue.faults import Fault, Path
from catalogue.lint.walk import inner_steps
from engine.language.journey import Journey
from engine.language.steps import (
    Branch,
    ConditionOutcome,
    End,
    Split,
    Start,
    Step,
    Wait,
    WaitFor,
    WaitForBody,
)
from engine.language.waits import (
    BetweenWait,
    CalendarWait,
    DateWait,
    DaysOfWait,
    DaysWait,
    ElapsedWait,
    QuietWait,
    UntilWait,
    WaitForm,
)

Edges = dict[str, dict[str, Path]]
"""journey → journeys that it starts at once, with the step that does"""


def check(definitions: Definitions) -> Iterable[Fault]:
    edges: Edges = {}
    for name, journey in definitions.journeys.items():
        starts, _ = _at_once(journey.model.steps, ("steps",))
        edges[name] = dict(starts)
    for name, journey in definitions.journeys.items():
        yield from _circles(name, journey, edges)


def _circles(name: str, journey: Placed[Journey], edges: Edges) -> Iterator[Fault]:
    for target, path in edges[name].items():
        way = _way(target, name, edges)
        if way is not None:
            circle = " → ".join((name, *way))
            message = f"a loop without a wait: {circle}"
            yield journey.fault(
                (*path, "start"), message, "put a wait that always takes time before it, such as `wait: 1d`"
            )


def _way(start: str, goal: str, edges: Edges) -> tuple[str, ...] | None:
    """The shortest way along the edges, both ends included."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen = {start}
    for way in ways:
        if way[-1] == goal:
            return way
        for target in edges.get(way[-1], {}):
            if target not in seen:
                seen.add(target)
                ways.append((*way, target))
    return None


def _at_once(steps: tuple[Step, ...], at: Path) -> tuple[list[tuple[str, Path]], bool]:
    """The starts that can be reached without waiting, and whether what follows the list can be."""
    found: list[tuple[str, Path]] = []
    for index, step in enumerate(steps):
        starts, passes = _through(step, (*at, index))
        found += starts
        if not passes and step.when is None and step.unless is None:
            return found, False
    return found, True


def _through(step: Step, path: Path) -> tuple[list[tuple[str, Path]], bool]:
    """The same for one step, were it not passed over by its `when` or `unless`."""
    match step:
        case Start():
            return [(step.start, path)], True
        case Branch() | Split():
            arms = [_at_once(inner, (*path, *below)) for below, inner in inner_steps(step)]
            return [start for starts, _ in arms for start in starts], any(passes for _, passes in arms)
        case Wait():
            return [], not _takes_time(step.wait)
        case WaitFor():
            # The steps of its timeout come after the time is up.
            return [], _may_be_met_already(step.wait_for)
        case End():
            return [], False
        case _:
            return [], True


def _may_be_met_already(body: WaitForBody) -> bool:
    return body.look_back is not None or any(isinstance(o, ConditionOutcome) for o in body.first_of)


def _takes_time(wait: WaitForm) -> bool:
    """Whether it sleeps whatever the hour, the profile and the past."""
    match wait:
        case ElapsedWait():
            return wait.elapsed > timedelta()
        case DaysWait():
            return wait.days > 0
        case CalendarWait() | UntilWait():
            return True
        case BetweenWait() | DaysOfWait() | DateWait() | QuietWait():
            return False
        case _:
            assert_never(wait)
