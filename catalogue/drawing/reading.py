"""Reads a journey into the picture of it."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from catalogue.drawing import words
from catalogue.drawing.boxes import assigned, box_of, guard, guarded
from catalogue.drawing.chart import Box, Chart, Element, Flow, Fork, Lane, Side, goes_on
from engine.language.journey import ConditionEntry, Journey, TriggerEntry
from engine.language.message import Message
from engine.language.steps import Branch, End, Lookup, Send, Set, Split, Start, Step, Update, Wait, WaitFor


def read(journey: Journey, messages: Mapping[str, Message]) -> Chart:
    """The chart; of a message it takes title, purpose and channels, where it is known."""
    flow = _flow(journey.steps, messages)
    if goes_on(flow):
        flow = (*flow, Box("end", "", "completed"))
    status = journey.status if journey.status != "live" else None
    told = (journey.journey, journey.department, journey.stage, status)
    return Chart(
        key=journey.journey,
        title=journey.title,
        subtitle=" · ".join(part for part in told if part),
        enter=_enter(journey),
        flow=flow,
        sides=tuple(_sides(journey)),
    )


def _flow(steps: tuple[Step, ...], messages: Mapping[str, Message]) -> Flow:
    return tuple(element(step, messages) for step in steps)


def element(step: Step, messages: Mapping[str, Message]) -> Element:
    """One step, with the steps inside it."""
    match step:
        case Branch():
            arms = (Lane(words.condition(arm.when), _flow(arm.steps, messages), code=True) for arm in step.branch)
            lanes = (*arms, Lane("otherwise", _flow(step.otherwise, messages)))
            return _fork(step, guarded(step, "branch", "Which way?"), lanes)
        case Split():
            parts = step.split.arms
            lanes = tuple(
                Lane(f"{part.name}: {words.share(part.share)}", _flow(part.steps, messages)) for part in parts
            )
            return _fork(step, guarded(step, "split", "Split at random", f"salt {step.split.salt}"), lanes)
        case WaitFor():
            return _listening(step, messages)
        case End():
            return _ending(step)
        case Send() | Wait() | Set() | Update() | Lookup() | Start():
            return box_of(step, messages)
        case _:
            assert_never(step)


def _ending(step: End) -> Element:
    end = Box("end", step.id, step.end)
    if not guard(step):
        return end
    return Fork(guarded(step, "branch", "Leave here?"), (Lane("yes", (end,)), Lane("no")))


def _listening(step: WaitFor, messages: Mapping[str, Message]) -> Element:
    body = step.wait_for
    outcomes = tuple(f"{one.name}: {words.outcome(one)}" for one in body.first_of)
    notes = (_look_back(step),) if body.look_back else ()
    title = "Wait for the first of" if len(outcomes) > 1 else f"Wait for “{body.first_of[0].name}”"
    timeout = body.timeout
    if timeout is None:
        return guarded(step, "wait_for", title, *notes, "for as long as it takes", code=outcomes)
    span = words.duration(timeout.after)
    if not timeout.steps and timeout.go != "end":
        then = "goes on" if timeout.go == "continue" else "the next step is passed over"
        return guarded(step, "wait_for", title, *notes, f"if not within {span}: {then}", code=outcomes)
    late = _flow(timeout.steps, messages) or (Box("end", "", "timed_out"),)
    lanes = (Lane(words.listed([one.name for one in body.first_of], "or")), Lane(f"not within {span}", late))
    return _fork(step, guarded(step, "wait_for", title, *notes, code=outcomes), lanes)


def _fork(step: Step, box: Box, lanes: tuple[Lane, ...]) -> Fork:
    """One that may be passed over has one more way."""
    return Fork(box, (*lanes, Lane("passed over")) if guard(step) else lanes)


def _enter(journey: Journey) -> Box:
    enter = journey.enter
    code: list[str] = []
    if isinstance(enter, ConditionEntry):
        code.append(words.condition(enter.condition))
    elif isinstance(enter, TriggerEntry) and enter.when:
        code.append(f"when {words.condition(enter.when)}")
    if enter.key:
        code.append(f"one for each {enter.key}")
    share = (f"{words.share(journey.rollout)} of the customers",) if journey.rollout < 1 else ()
    return Box("enter", "", f"Enters {words.entry(enter)}", (words.again(enter.again), *share), tuple(code))


def _sides(journey: Journey) -> Iterator[Side]:
    if journey.exit:
        yield Side("Leaves at once", tuple(map(words.leaving, journey.exit)))
    if journey.goal:
        value = (f"value {journey.goal.value}",) if journey.goal.value else ()
        yield Side("Goal", (words.aim(journey.goal), *value))
    if journey.remember:
        facts = tuple(assigned(f"run.{name}", value) for name, value in journey.remember.items())
        yield Side("Remembers at entry", facts)


def _look_back(step: WaitFor) -> str:
    back = step.wait_for.look_back
    since = "the entry" if back is None or back == "run" else f"{words.duration(back)} earlier"
    return f"counts what came since {since}"
