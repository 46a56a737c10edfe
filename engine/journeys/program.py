"""A journey compiled: its steps by id, and where each leads."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.expressions import parse
from engine.expressions.tree import Node
from engine.language.journey import ConditionExit, Journey, TriggerExit
from engine.language.steps import Branch, Split, Step, WaitFor


@dataclass(frozen=True, slots=True)
class Place:
    """A step and the id of the one after it; None: running off the end."""

    step: Step
    next: str | None


class Program:
    """A version of a journey, ready to be walked."""

    def __init__(self, journey: Journey, version: str) -> None:
        self.journey = journey
        self.version = version
        self.places: dict[str, Place] = dict(_lay_out(journey.steps, None))
        self.first = journey.steps[0].id
        self.trigger_exits = tuple(rule for rule in journey.exit if isinstance(rule, TriggerExit))
        self.condition_exits: tuple[tuple[Node, str], ...] = tuple(
            (parse.condition(rule.condition), rule.outcome) for rule in journey.exit if isinstance(rule, ConditionExit)
        )

    def after(self, step: str) -> str | None:
        """The step that follows."""
        return self.places[step].next

    def after_next(self, step: str) -> str | None:
        """The step that follows when the next one is skipped too."""
        following = self.after(step)
        return None if following is None else self.after(following)


def _lay_out(steps: tuple[Step, ...], rejoin: str | None) -> Iterator[tuple[str, Place]]:
    for index, step in enumerate(steps):
        following = steps[index + 1].id if index + 1 < len(steps) else rejoin
        yield step.id, Place(step, following)
        for inner in _inner(step):
            yield from _lay_out(inner, following)


def _inner(step: Step) -> Iterator[tuple[Step, ...]]:
    match step:
        case Branch():
            yield from (arm.steps for arm in step.branch)
            yield step.otherwise
        case Split():
            yield from (arm.steps for arm in step.split.arms)
        case WaitFor() if step.wait_for.timeout is not None:
            yield step.wait_for.timeout.steps
        case _:
            return
