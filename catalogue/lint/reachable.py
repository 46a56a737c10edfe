"""Finds steps that no customer can come to, because every way there has ended."""

from collections.abc import Iterable, Iterator

from catalogue.definitions import Definitions, Placed
from catalogue.faults import Fault, Path
from catalogue.lint.walk import inner_steps
from engine.language.journey import Journey
from engine.language.steps import Branch, End, Split, Step


def check(definitions: Definitions) -> Iterable[Fault]:
    for journey in definitions.journeys.values():
        yield from _after_end(journey, journey.model.steps, ("steps",))


def _after_end(journey: Placed[Journey], steps: tuple[Step, ...], at: Path) -> Iterator[Fault]:
    for index, step in enumerate(steps):
        if index and _ends(steps[index - 1]):
            message = f"nobody comes to {step.id!r}: {steps[index - 1].id!r} always ends the journey"
            fix = "remove it, or give the end before it a `when`"
            yield journey.fault((*at, index), message, fix)
        for below, inner in inner_steps(step):
            yield from _after_end(journey, inner, (*at, index, *below))


def _ends(step: Step) -> bool:
    """Whether everybody who comes to the step leaves the journey in it."""
    if step.when is not None or step.unless is not None:
        return False
    match step:
        case End():
            return True
        case Branch() | Split():
            return all(any(_ends(inner) for inner in steps) for _, steps in inner_steps(step))
        case _:
            return False
