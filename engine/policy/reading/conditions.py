"""Says in few words which parts of a step's `when` and `unless` stopped its message, for the record."""

import json

from pydantic import JsonValue

from engine.expressions import parse
from engine.expressions.explain import Part, explain
from engine.expressions.scope import Scope
from engine.language.steps import StepBase

MOST_PARTS = 10
MOST_CHARACTERS = 200
MOST_VALUES = 10


def what_stopped(step: StepBase, within: Scope) -> dict[str, JsonValue]:
    """`when` with the parts for which it is not true, `unless` with those for which it is.

    At most ten parts of each, the whole first; `when_left_out`, `unless_left_out` count the others.
    """
    found: dict[str, JsonValue] = {}
    for name, text, stops in (("when", step.when, (False, None)), ("unless", step.unless, (True,))):
        parts = explain(parse.condition(text), within) if text is not None else ()
        if parts and parts[0].verdict in stops:
            found |= _deciding(name, [part for part in parts if part.decides])
    return found


def _deciding(name: str, parts: list[Part]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {name: [_told(part) for part in parts[:MOST_PARTS]]}
    return found | ({f"{name}_left_out": len(parts) - MOST_PARTS} if len(parts) > MOST_PARTS else {})


def _told(part: Part) -> JsonValue:
    return {
        "depth": part.depth,
        "text": _cut(part.text),
        "verdict": part.verdict,
        "values": {_cut(name): _short(value) for name, value in list(part.values.items())[:MOST_VALUES]},
        "notes": [_cut(note) for note in part.notes[:MOST_VALUES]],
    }


def _short(value: JsonValue) -> JsonValue:
    """The journal travels with the customer: what is long is kept as the beginning of its text."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return value if len(text) <= MOST_CHARACTERS else _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
