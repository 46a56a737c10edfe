"""Every place where a journey names a trigger as such, outside its expressions."""

from collections.abc import Iterator

from catalogue.faults import Path
from catalogue.lint.walk import walk
from engine.language.journey import Journey, TriggerEntry, TriggerExit
from engine.language.steps import Step, TriggerOutcome, Wait, WaitFor
from engine.language.waits import QuietWait


def named_triggers(journey: Journey) -> Iterator[tuple[Path, str]]:
    """Trigger types with the paths where they stand: entry, exits, goal, waits, outcomes."""
    if isinstance(journey.enter, TriggerEntry):
        yield ("enter", "trigger"), journey.enter.trigger
    for index, rule in enumerate(journey.exit):
        if isinstance(rule, TriggerExit):
            yield ("exit", index, "trigger"), rule.trigger
    if journey.goal is not None:
        yield ("goal", "trigger"), journey.goal.trigger
    for path, step in walk(journey.steps):
        yield from _of_step(path, step)


def _of_step(path: Path, step: Step) -> Iterator[tuple[Path, str]]:
    match step:
        case Wait(wait=QuietWait(of=types)):
            for index, trigger in enumerate(types):
                yield (*path, "wait", "of", index), trigger
        case WaitFor(wait_for=body):
            for index, outcome in enumerate(body.first_of):
                if isinstance(outcome, TriggerOutcome):
                    yield (*path, "wait_for", "first_of", index, "trigger"), outcome.trigger
        case _:
            pass
