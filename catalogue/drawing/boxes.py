"""One step as a box: what it does in plain words, and its conditions as they are written."""

import json
from collections.abc import Iterator, Mapping
from typing import assert_never

from pydantic import JsonValue

from catalogue.drawing import words
from catalogue.drawing.chart import Box, Kind
from engine.language.message import Message
from engine.language.steps import BestOf, Cases, Lookup, OtherwiseCase, Plain, Send, Set, Start, Step, Update, Wait

PlainStep = Send | Wait | Set | Update | Lookup | Start
_PAST = {"continue": (), "skip": ("if it is past: the next step is passed over",), "exit": ("if it is past: leaves",)}


def box_of(step: PlainStep, messages: Mapping[str, Message]) -> Box:
    """Of a step that has one way on."""
    match step:
        case Send():
            return _send(step, messages)
        case Wait():
            spread = getattr(step.wait, "spread", None)
            notes = (f"spread over {words.duration(spread)}",) if spread else ()
            return guarded(step, "wait", words.sentence(words.waiting(step.wait)), *notes, *_PAST[step.past])
        case Set():
            return guarded(step, "set", "Remember", code=_settings(step.set))
        case Update():
            return guarded(step, "update", "Change the profile", code=_settings(step.update))
        case Lookup():
            given = _given(step.args)
            return guarded(step, "lookup", f"Look up {step.lookup}", f"kept as {step.into}", code=given)
        case Start():
            return guarded(step, "start", f"Start {step.start}", code=_given(step.args))
        case _:
            assert_never(step)


def guarded(step: Step, kind: Kind, title: str, *notes: str, code: tuple[str, ...] = ()) -> Box:
    """A box that says when its step is passed over."""
    return Box(kind, step.id, title, notes, (*guard(step), *code))


def guard(step: Step) -> tuple[str, ...]:
    """When a step is taken, if not always."""
    when = (f"only when {words.condition(step.when)}",) if step.when else ()
    return (*when, f"unless {words.condition(step.unless)}") if step.unless else when


def assigned(name: str, value: JsonValue) -> str:
    """`run.phone = event.product`."""
    return f"{name} = {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"


def _send(step: Send, messages: Mapping[str, Message]) -> Box:
    waits = () if step.go_on == "when_final" else (f"goes on {step.go_on.replace('_', ' ')}",)
    if isinstance(step.send, BestOf):
        found = (messages[name].title if name in messages else name for name in step.messages)
        return guarded(step, "send", "The best of", *found, *waits)
    message = messages.get(step.send)
    if message is None:
        return guarded(step, "send", step.send)
    channels = ", ".join(channel.value for channel in step.channels or message.channels)
    return guarded(step, "send", message.title, step.send, f"{message.purpose.value} · {channels}", *waits)


def _settings(settings: Mapping[str, Cases | Plain]) -> tuple[str, ...]:
    return tuple(line for name, setting in settings.items() for line in _setting(name, setting))


def _setting(name: str, setting: Cases | Plain) -> Iterator[str]:
    if isinstance(setting, Plain):
        yield assigned(name, setting.value)
        return
    for case in setting.cases:
        if isinstance(case, OtherwiseCase):
            yield f"{assigned(name, case.otherwise)} otherwise"
        else:
            yield f"{assigned(name, case.to)} when {words.condition(case.when)}"


def _given(args: Mapping[str, JsonValue]) -> tuple[str, ...]:
    return tuple(assigned(name, value) for name, value in args.items())
