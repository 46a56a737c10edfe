"""Checks that everything a journey or a message names exists: messages, journeys, triggers, look-ups."""

from collections.abc import Iterable, Iterator, Mapping

from catalogue.definitions import Definitions, Model, Placed
from catalogue.faults import Fault, Path, did_you_mean
from catalogue.lint.scope import Problem, resolve
from catalogue.lint.triggers import named_triggers
from catalogue.lint.types import Plan, plan_of
from catalogue.lint.walk import walk
from engine.language.journey import Journey
from engine.language.message import Message
from engine.language.steps import BestOf, Lookup, ReactionOutcome, Send, Start, Step, Update, WaitFor


def check(definitions: Definitions) -> Iterable[Fault]:
    plan = plan_of(definitions.schema.model)
    for journey in definitions.journeys.values():
        for path, trigger in named_triggers(journey.model):
            yield from _exists(journey, path, "trigger", trigger, plan.triggers, "add it to schema.yaml")
        for path, step in walk(journey.model.steps):
            yield from _step(journey, path, step, definitions)
            yield from _planned(journey, path, step, plan)
    for content in definitions.messages.values():
        for index, trigger in enumerate(content.model.cancel_on):
            where: Path = ("cancel_on", index)
            yield from _exists(content, where, "trigger", trigger, plan.triggers, "add it to schema.yaml")


def _step(journey: Placed[Journey], path: Path, step: Step, definitions: Definitions) -> Iterator[Fault]:
    match step:
        case Send():
            yield from _messages(journey, path, step, definitions)
            yield from _channels(journey, path, step, definitions)
            yield from _priority(journey, path, step, definitions)
        case Start():
            fix = "write that journey"
            yield from _exists(journey, (*path, "start"), "journey", step.start, definitions.journeys, fix)
            yield from _draft(journey, path, step, definitions)
        case WaitFor():
            yield from _reactions(journey, (*path, "wait_for", "first_of"), step, definitions)
        case _:
            pass


def _messages(journey: Placed[Journey], path: Path, step: Send, definitions: Definitions) -> Iterator[Fault]:
    for index, name in enumerate(step.messages):
        where: Path = (*path, "send", "best_of", index) if isinstance(step.send, BestOf) else (*path, "send")
        fix = f"write content/{name}/message.yaml"
        yield from _exists(journey, where, "message", name, definitions.messages, fix)


def _channels(journey: Placed[Journey], path: Path, step: Send, definitions: Definitions) -> Iterator[Fault]:
    if step.channels is None:
        return
    if not step.channels:
        yield journey.fault((*path, "channels"), "no channel is left", "name one, or remove `channels`")
    for name, message in _known(step, definitions).items():
        there = ", ".join(message.channels)
        fix = f"a step only narrows the message's channels: {there}"
        if isinstance(step.send, BestOf):
            if step.channels and not set(step.channels) & set(message.channels):
                yield journey.fault((*path, "channels"), f"the message {name!r} goes by none of these", fix)
            continue
        for index, channel in enumerate(step.channels):
            if channel not in message.channels:
                fault = f"the message {name!r} does not go by {channel.value}"
                yield journey.fault((*path, "channels", index), fault, fix)


def _known(step: Send, definitions: Definitions) -> dict[str, Message]:
    return {name: definitions.messages[name].model for name in step.messages if name in definitions.messages}


def _priority(journey: Placed[Journey], path: Path, step: Send, definitions: Definitions) -> Iterator[Fault]:
    own = max((message.priority for message in _known(step, definitions).values()), default=None)
    if own is not None and step.priority is not None and step.priority > own:
        fault = f"priority {step.priority} is above the message's own, {own}"
        yield journey.fault((*path, "priority"), fault, f"a step only lowers it: write {own} or less")


def _draft(journey: Placed[Journey], path: Path, step: Start, definitions: Definitions) -> Iterator[Fault]:
    target = definitions.journeys.get(step.start)
    if target and target.model.status == "draft" and journey.model.status != "draft":
        message = f"the journey {step.start!r} is a draft and is not published"
        yield journey.fault((*path, "start"), message, f"set its status to live in {target.source.file}")


def _reactions(journey: Placed[Journey], path: Path, step: WaitFor, definitions: Definitions) -> Iterator[Fault]:
    tags = {tag for content in definitions.messages.values() for tag in content.model.tags}
    for index, outcome in enumerate(step.wait_for.first_of):
        match outcome:
            case ReactionOutcome(message=str(name)):
                fix = f"write content/{name}/message.yaml"
                where = (*path, index, "message")
                yield from _exists(journey, where, "message", name, definitions.messages, fix)
            case ReactionOutcome(tag=str(tag)):
                fix = "give a message that tag"
                yield from _exists(journey, (*path, index, "tag"), "message with the tag", tag, tags, fix)
            case _:
                pass


def _planned(journey: Placed[Journey], path: Path, step: Step, plan: Plan) -> Iterator[Fault]:
    match step:
        case Lookup():
            fix = "add it to schema.yaml under lookups"
            yield from _exists(journey, (*path, "lookup"), "look-up", step.lookup, plan.lookups, fix)
            if step.lookup in plan.lookups:
                takes = plan.lookups[step.lookup][0].fields
                yield from _arguments(journey, (*path, "with"), step, takes)
        case Update():
            for name in step.update:
                found = resolve(plan.customer, tuple(name.split(".")[1:]), "customer", "add it to schema.yaml")
                if isinstance(found, Problem):
                    yield journey.fault((*path, "update", name), found.message, found.fix)
        case _:
            pass


def _arguments(journey: Placed[Journey], path: Path, step: Lookup, takes: Mapping[str, object]) -> Iterator[Fault]:
    for name in step.args:
        if name not in takes:
            fix = did_you_mean(name, takes, "remove it")
            yield journey.fault((*path, name), f"the look-up {step.lookup!r} does not take {name!r}", fix)
    for name in takes:
        if name not in step.args:
            yield journey.fault(path, f"the look-up {step.lookup!r} needs {name!r}", f"add `{name}:` to `with`")


def _exists(placed: Placed[Model], path: Path, what: str, name: str, known: Iterable[str], fix: str) -> Iterator[Fault]:
    if name not in known:
        yield placed.fault(path, f"there is no {what} {name!r}", did_you_mean(name, known, fix))
