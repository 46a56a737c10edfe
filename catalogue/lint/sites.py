"""Every place of a journey where an expression stands, and which event it sees there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from catalogue.faults import Path
from catalogue.lint.walk import walk
from engine.expressions import parse
from engine.language.journey import ConditionEntry, ConditionExit, Journey, TriggerEntry, TriggerExit
from engine.language.reactions import Reaction
from engine.language.steps import (
    Branch,
    Cases,
    ConditionOutcome,
    Lookup,
    Plain,
    ReactionOutcome,
    Set,
    Setting,
    Start,
    Step,
    TriggerOutcome,
    Update,
    Wait,
    WaitFor,
    WaitForBody,
    WhenCase,
)
from engine.language.waits import DateWait, DaysOfWait

ANYTHING = "*"
"""An event that comes from a caller or a provider, who may send any property."""
NO_EVENT = ""
CALL = "a call's outcome"
"""What somebody says of a call that she made."""


@dataclass(frozen=True)
class Site:
    """An expression; `event` is the type of the trigger that it reads as `event.*`, ANYTHING or NO_EVENT."""

    path: Path
    text: str
    condition: bool
    event: str


def entry_event(journey: Journey) -> str:
    """What `event.*` is in the steps: the entering trigger."""
    match journey.enter:
        case TriggerEntry(trigger=trigger):
            return trigger
        case ConditionEntry():
            return NO_EVENT
        case _:
            return ANYTHING


def sites(journey: Journey) -> Iterator[Site]:
    """Every expression of the journey."""
    event = entry_event(journey)
    yield from _entry(journey, event)
    for name, value in journey.remember.items():
        yield from _json(("remember", name), value, event)
    for index, rule in enumerate(journey.exit):
        match rule:
            case TriggerExit():
                yield from _condition(("exit", index, "when"), rule.when, rule.trigger)
            case ConditionExit():
                yield from _condition(("exit", index, "condition"), rule.condition, event)
    if journey.goal is not None:
        yield from _condition(("goal", "when"), journey.goal.when, journey.goal.trigger)
        yield from _value(("goal", "value"), journey.goal.value, journey.goal.trigger)
    for path, step in walk(journey.steps):
        yield from _condition((*path, "when"), step.when, event)
        yield from _condition((*path, "unless"), step.unless, event)
        yield from _step(path, step, event)


def _entry(journey: Journey, event: str) -> Iterator[Site]:
    match journey.enter:
        case TriggerEntry(when=when):
            yield from _condition(("enter", "when"), when, event)
        case ConditionEntry(condition=condition):
            yield from _condition(("enter", "condition"), condition, event)
        case _:
            pass
    yield from _value(("enter", "key"), journey.enter.key, event)


def _step(path: Path, step: Step, event: str) -> Iterator[Site]:
    match step:
        case Wait(wait=DaysOfWait(days_of=text)):
            yield from _value((*path, "wait", "days_of"), text, event)
        case Wait(wait=DateWait(date=text)):
            yield from _value((*path, "wait", "date"), text, event)
        case WaitFor():
            yield from _outcomes((*path, "wait_for", "first_of"), step.wait_for, event)
        case Branch():
            for index, arm in enumerate(step.branch):
                yield from _condition((*path, "branch", index, "when"), arm.when, event)
        case Set():
            yield from _settings((*path, "set"), step.set, event)
        case Update():
            yield from _settings((*path, "update"), step.update, event)
        case Lookup() | Start():
            for name, value in step.args.items():
                yield from _json((*path, "with", name), value, event)
        case _:
            pass


def _outcomes(path: Path, body: WaitForBody, event: str) -> Iterator[Site]:
    for index, outcome in enumerate(body.first_of):
        match outcome:
            case TriggerOutcome():
                yield from _condition((*path, index, "when"), outcome.when, outcome.trigger)
            case ConditionOutcome():
                yield from _condition((*path, index, "condition"), outcome.condition, event)
            case ReactionOutcome():
                said = CALL if outcome.reaction is Reaction.CALL_OUTCOME else ANYTHING
                yield from _condition((*path, index, "when"), outcome.when, said)


def _settings(path: Path, settings: Mapping[str, Setting], event: str) -> Iterator[Site]:
    for name, setting in settings.items():
        match setting:
            case Plain(value=value):
                yield from _json((*path, name), value, event)
            case Cases(cases=cases):
                for index, case in enumerate(cases):
                    if isinstance(case, WhenCase):
                        yield from _condition((*path, name, index, "when"), case.when, event)
                        yield from _json((*path, name, index, "to"), case.to, event)
                    else:
                        yield from _json((*path, name, index, "otherwise"), case.otherwise, event)


def _condition(path: Path, text: str | None, event: str) -> Iterator[Site]:
    if text is not None:
        yield Site(path, text, True, event)


def _value(path: Path, text: str | None, event: str) -> Iterator[Site]:
    if text is not None:
        yield Site(path, text, False, event)


def _json(path: Path, value: JsonValue, event: str) -> Iterator[Site]:
    """A literal, or an expression when it begins with a root or is a function call."""
    if isinstance(value, str) and parse.is_expression(value):
        yield Site(path, value, False, event)
