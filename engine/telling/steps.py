"""What a step is, in words: what it waits for, and what comes after it."""

from engine.customer.state import Enrolment
from engine.definitions import Definitions
from engine.journeys.program import Program
from engine.language.steps import End, Lookup, Send, Start, Wait, WaitFor, WaitForBody
from engine.telling.phrases import plain
from engine.telling.titles import Titles

THE_END = "the end"


def awaited(enrolment: Enrolment, definitions: Definitions, titles: Titles) -> tuple[str, str]:
    """What an enrolment stands for besides the time (empty: nothing), and what comes once the time is up."""
    program = definitions.program(enrolment.version)
    place = program.places[enrolment.step]
    match place.step:
        case Wait():
            return "", coming(program, place.next, titles)
        case WaitFor(wait_for=body):
            return _outcomes(body), coming(program, _without(program, place.step), titles)
        case _:
            return "", coming(program, place.step.id, titles)


def coming(program: Program, step: str | None, titles: Titles) -> str:
    """The step that comes, by the title of its message where it has one."""
    if step is None:
        return THE_END
    found = program.places[step].step
    match found:
        case Send():
            first, *others = map(titles.message, found.messages)
            return f"the best of {', '.join([first, *others])}" if others else first
        case Start(start=journey):
            return titles.journey(journey)
        case End(end=outcome):
            return f"{THE_END} ({plain(outcome)})"
        case WaitFor(wait_for=body):
            return f"waiting for {_outcomes(body)}"
        case Lookup(lookup=name):
            return f"looking up {plain(name)}"
        case _:
            return plain(found.id)


def _outcomes(body: WaitForBody) -> str:
    return " or ".join(plain(outcome.name) for outcome in body.first_of)


def _without(program: Program, step: WaitFor) -> str | None:
    """Where it goes on when none of the outcomes comes in time."""
    timeout = step.wait_for.timeout
    if timeout is None or timeout.go == "end":
        return None
    if timeout.steps:
        return timeout.steps[0].id
    return program.after_next(step.id) if timeout.go == "skip" else program.after(step.id)
