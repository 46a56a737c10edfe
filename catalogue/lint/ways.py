"""The ways through a journey: which messages it sends at the earliest when, as far as the file tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import assert_never

from catalogue.lint.walk import inner_steps
from engine.language.steps import Branch, End, Send, Split, Step, Wait, WaitFor
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

MOST_WAYS = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Way:
    """One way through; `sends` with the time that has passed at least since the entry."""

    passed: timedelta = timedelta()
    sends: tuple[tuple[timedelta, Send], ...] = ()
    over: bool = False


def ways(steps: tuple[Step, ...]) -> list[Way]:
    """At most 500 of them; a step with `when` or `unless` is one that is taken."""
    return list(islice(_through(steps, Way()), MOST_WAYS))


def _through(steps: tuple[Step, ...], way: Way) -> Iterator[Way]:
    if not steps or way.over:
        yield way
        return
    for after in _step(steps[0], way):
        yield from _through(steps[1:], after)


def _step(step: Step, way: Way) -> Iterator[Way]:
    match step:
        case Send():
            yield Way(way.passed, (*way.sends, (way.passed, step)))
        case Wait():
            yield Way(way.passed + shortest(step.wait), way.sends)
        case WaitFor():
            yield way
            if step.wait_for.timeout is not None:
                later = Way(way.passed + step.wait_for.timeout.after, way.sends)
                yield from _through(step.wait_for.timeout.steps, later)
        case Branch() | Split():
            for _, inner in inner_steps(step):
                yield from _through(inner, way)
        case End():
            yield Way(way.passed, way.sends, over=True)
        case _:
            yield way


def shortest(wait: WaitForm) -> timedelta:
    """The time that a wait takes at least, whatever the hour, the profile and the past."""
    match wait:
        case ElapsedWait():
            return wait.elapsed
        case DaysWait():
            return max(wait.days - 1, 0) * _DAY
        case CalendarWait():
            return timedelta(days=27)
        case UntilWait() | BetweenWait() | DaysOfWait() | DateWait() | QuietWait():
            return timedelta()
        case _:
            assert_never(wait)
