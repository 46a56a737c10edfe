"""Checks what a journey names by itself: step ids, facts, outcomes."""

from collections.abc import Iterable, Iterator

from catalogue.definitions import Definitions, Placed
from catalogue.faults import Fault, Path, path_text
from catalogue.lint.facts import run_names
from catalogue.lint.walk import walk
from engine.language.journey import Journey
from engine.language.steps import Set, Split, Step, Update, WaitFor


def check(definitions: Definitions) -> Iterable[Fault]:
    for journey in definitions.journeys.values():
        yield from _step_ids(journey)
        for path, step in walk(journey.model.steps):
            yield from _within(journey, path, step)


def _step_ids(journey: Placed[Journey]) -> Iterator[Fault]:
    facts = run_names(journey.model)
    first: dict[str, Path] = {}
    for path, step in walk(journey.model.steps):
        here = (*path, "id")
        if step.id in first:
            message = f"the step id {step.id!r} stands twice (first at {path_text(first[step.id])})"
            yield journey.fault(here, message, "give it an id of its own: it tells the step in every version")
        elif step.id in facts:
            message = f"the step id {step.id!r} is also a fact, run.{step.id}"
            yield journey.fault(here, message, f"rename one: run.{step.id} would be both")
        first.setdefault(step.id, path)


def _within(journey: Placed[Journey], path: Path, step: Step) -> Iterator[Fault]:
    match step:
        case WaitFor(wait_for=body):
            names = [outcome.name for outcome in body.first_of]
            yield from _once(journey, (*path, "wait_for", "first_of"), names, "outcome")
            for index, name in enumerate(names):
                if name == "timeout":
                    where = (*path, "wait_for", "first_of", index, "name")
                    yield journey.fault(where, "'timeout' is what a wait that timed out is called", "rename it")
        case Split(split=body):
            yield from _once(journey, (*path, "split", "arms"), [arm.name for arm in body.arms], "arm")
        case Set():
            yield from _targets(journey, (*path, "set"), step.set, "run")
        case Update():
            yield from _targets(journey, (*path, "update"), step.update, "customer")
        case _:
            pass


def _once(journey: Placed[Journey], path: Path, names: list[str], what: str) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name in names[:index]:
            message = f"the {what} {name!r} stands twice"
            yield journey.fault((*path, index, "name"), message, "give it a name of its own")


def _targets(journey: Placed[Journey], path: Path, names: Iterable[str], root: str) -> Iterator[Fault]:
    for name in names:
        before, _, after = name.partition(".")
        if before != root or not after or "." in after:
            fix = f"write {root}. and a name, such as {root}.{after.partition('.')[0] or name.strip('.')}"
            yield journey.fault((*path, name), f"{name!r} cannot be written here", fix)
