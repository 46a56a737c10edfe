"""Every way through a journey, as names; and which of them customers went while they are watched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from catalogue.lint.walk import walk
from engine.contracts.answers import Found
from engine.journeys import advance, facts
from engine.journeys.steps import ask, flow, wait, wait_for, write
from engine.language.journey import Journey
from engine.language.steps import Branch, Cases, Lookup, Set, Split, Step, Update, Wait, WaitFor, WhenCase


def ways(journey: Journey) -> set[str]:
    """Each step reached and passed over, each arm, outcome, timeout, answer, case and exit, as `journey/step: way`."""
    found = {f"exit: {one.outcome}" for one in journey.exit}
    for _, step in walk(journey.steps):
        found |= {f"{step.id}: {way}" for way in _of_step(step)}
    return {f"{journey.journey}/{way}" for way in found}


def _of_step(step: Step) -> Iterator[str]:
    yield "done"
    if step.when is not None or step.unless is not None:
        yield "passed over"
    match step:
        case Branch():
            yield from (arm.when for arm in step.branch)
            yield "otherwise"
        case Split():
            yield from (arm.name for arm in step.split.arms)
        case WaitFor():
            yield from (outcome.name for outcome in step.wait_for.first_of)
            if step.wait_for.timeout is not None:
                yield "timeout"
        case Lookup():
            yield from ("ok", "fallback")
        case Wait(past="skip" | "exit"):
            yield "past"
        case Set() | Update():
            written = step.set if isinstance(step, Set) else step.update
            for name, setting in written.items():
                if isinstance(setting, Cases):
                    values = (one.to if isinstance(one, WhenCase) else one.otherwise for one in setting.cases)
                    yield from (f"{name} = {value}" for value in values)
        case _:
            pass


@contextmanager
def watched() -> Iterator[set[str]]:
    """The ways that are gone meanwhile, by anybody."""
    gone: set[str] = set()

    def went(enrolment: Any, step: Step, way: str) -> None:
        gone.add(f"{enrolment.journey}/{step.id}: {way}")

    def wrote(enrolment: Any, step: Set | Update) -> None:
        for way in _written(enrolment, step):
            went(enrolment, step, way)

    with pytest.MonkeyPatch.context() as patch:

        def after(module: Any, name: str, note: Callable[..., None]) -> None:
            """Let a function of the engine tell what it was asked and what it answered."""
            real = getattr(module, name)

            def told(*args: Any) -> Any:
                answer = real(*args)
                note(answer, *args)
                return answer

            patch.setattr(module, name, told)

        after(
            advance, "_take_place", lambda _, moment, one, place: went(one, place.step, _way(moment, one, place.step))
        )
        after(flow, "_arm", lambda steps, moment, one, step: went(one, step, _arm(moment, one, step)))
        after(flow, "_drawn", lambda arm, moment, one, step: went(one, step, arm.name))
        after(wait_for, "settle", lambda _, one, step, place, outcome, event: went(one, step, outcome))
        after(wait_for, "time_out", lambda _, moment, one, step, place: went(one, step, "timeout"))
        after(wait, "past", lambda _, moment, one, step: went(one, step, "past"))
        after(ask, "settle", lambda _, one, step, place, answer: went(one, step, _answer(answer)))
        after(write, "perform", lambda _, moment, one, step, place: wrote(one, step))
        yield gone


def _way(moment: Any, enrolment: Any, step: Step) -> str:
    return "done" if facts.wanted(step, facts.scope(moment, enrolment)) else "passed over"


def _arm(moment: Any, enrolment: Any, step: Branch) -> str:
    within = facts.scope(moment, enrolment)
    return next((arm.when for arm in step.branch if facts.holds(arm.when, within)), "otherwise")


def _answer(answer: object) -> str:
    return "ok" if isinstance(answer, Found) else "fallback"


def _written(enrolment: Any, step: Set | Update) -> list[str]:
    if isinstance(step, Update):
        return []
    return [f"{name} = {enrolment.run[name.removeprefix('run.')]}" for name in step.set]
