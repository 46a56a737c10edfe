"""Walks through the steps of a journey, nested ones included, with the path of each."""

from collections.abc import Iterator

from catalogue.faults import Path
from engine.language.steps import Branch, Split, Step, WaitFor


def walk(steps: tuple[Step, ...], at: Path = ("steps",)) -> Iterator[tuple[Path, Step]]:
    """Every step in the order in which it is written."""
    for index, step in enumerate(steps):
        here = (*at, index)
        yield here, step
        for below, inner in inner_steps(step):
            yield from walk(inner, (*here, *below))


def inner_steps(step: Step) -> Iterator[tuple[Path, tuple[Step, ...]]]:
    """The lists of steps inside a step, with their paths below it."""
    match step:
        case Branch():
            for index, arm in enumerate(step.branch):
                yield ("branch", index, "steps"), arm.steps
            yield ("otherwise",), step.otherwise
        case Split():
            for index, part in enumerate(step.split.arms):
                yield ("split", "arms", index, "steps"), part.steps
        case WaitFor() if step.wait_for.timeout is not None:
            yield ("wait_for", "timeout", "steps"), step.wait_for.timeout.steps
        case _:
            return
