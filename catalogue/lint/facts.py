"""What is known of a journey's `run.*` and of the event it sees: their names and types."""

from collections.abc import Iterator

from pydantic import JsonValue

from catalogue.lint.judge import type_of
from catalogue.lint.scope import Scope
from catalogue.lint.sites import ANYTHING, CALL, NO_EVENT, entry_event
from catalogue.lint.types import ANY, CALL_OUTCOME, NUMBER, Plan, Type, either, group
from catalogue.lint.walk import walk
from engine.expressions import parse
from engine.language.journey import Journey
from engine.language.reactions import Reaction
from engine.language.steps import (
    Cases,
    Lookup,
    OutcomeForm,
    Plain,
    ReactionOutcome,
    Set,
    Setting,
    TriggerOutcome,
    WaitFor,
    WhenCase,
)


def scope_at(event: str, run: Type, plan: Plan) -> Scope:
    """What an expression of a journey can name where `event` is seen."""
    return Scope(plan.customer, event_type(event, plan), run)


def event_type(event: str, plan: Plan) -> Type | None:
    """None where there is no event; an unknown trigger is reported where it is named."""
    if event == NO_EVENT:
        return None
    if event == CALL:
        return CALL_OUTCOME
    return ANY if event == ANYTHING else plan.triggers.get(event, ANY)


def run_type(journey: Journey, plan: Plan) -> Type:
    """The group of everything that the journey remembers, sets, looks up and waits for."""
    scope = scope_at(entry_event(journey), ANY, plan)
    written: dict[str, list[Type]] = {}
    for name, value in journey.remember.items():
        written.setdefault(name, []).append(_of_value(value, scope, plan))
    for _, step in walk(journey.steps):
        match step:
            case Set():
                for name, setting in step.set.items():
                    written.setdefault(name.removeprefix("run."), []).append(_of_setting(setting, scope, plan))
            case Lookup():
                found = plan.lookups.get(step.lookup, (ANY, ANY))[1]
                written.setdefault(step.into.removeprefix("run."), []).append(found)
            case _:
                pass
    facts = {name: either(types) for name, types in written.items()}
    return group(facts | dict(_outcomes(journey, plan)))


def run_names(journey: Journey) -> set[str]:
    """The names that the journey itself gives to facts; a step's id must not be one of them."""
    names = set(journey.remember)
    for _, step in walk(journey.steps):
        match step:
            case Set():
                names |= {name.removeprefix("run.") for name in step.set}
            case Lookup():
                names.add(step.into.removeprefix("run."))
            case _:
                pass
    return names


def _outcomes(journey: Journey, plan: Plan) -> Iterator[tuple[str, Type]]:
    for _, step in walk(journey.steps):
        match step:
            case WaitFor(wait_for=body):
                names = frozenset(outcome.name for outcome in body.first_of)
                events = either(found for one in body.first_of if (found := _event(one, plan)) is not None)
                yield step.id, group({"outcome": Type("text", options=names | {"timeout"}), "event": events})
            case Lookup():
                yield step.id, group({"outcome": Type("text", options=frozenset({"ok", "fallback"}))})
            case _:
                pass


def _event(outcome: OutcomeForm, plan: Plan) -> Type | None:
    """What is kept of the event that met an outcome; None: nothing."""
    match outcome:
        case TriggerOutcome():
            return plan.triggers.get(outcome.trigger, ANY)
        case ReactionOutcome():
            return CALL_OUTCOME if outcome.reaction is Reaction.CALL_OUTCOME else ANY
        case _:
            return None


def _of_setting(setting: Setting, scope: Scope, plan: Plan) -> Type:
    match setting:
        case Plain(value=value):
            return _of_value(value, scope, plan)
        case Cases(cases=cases):
            values = (case.to if isinstance(case, WhenCase) else case.otherwise for case in cases)
            return either(_of_value(value, scope, plan) for value in values)


def _of_value(value: JsonValue, scope: Scope, plan: Plan) -> Type:
    match value:
        case bool():
            return Type("truth")
        case int() | float():
            return NUMBER
        case list():
            return Type("list")
        case str():
            return _of_text(value, scope, plan)
        case _:
            return ANY


def _of_text(text: str, scope: Scope, plan: Plan) -> Type:
    if not parse.is_expression(text):
        return Type("text", options=frozenset({text}))
    try:
        return type_of(parse.value(text), scope, plan)
    except ValueError:
        return ANY
