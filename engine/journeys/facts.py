"""What conditions and values may read at a moment: the scope of an enrolment, a message or an event."""

from collections.abc import Mapping
from functools import lru_cache, partial

from pydantic import JsonValue

from engine.customer import responses
from engine.customer.state import Enrolment
from engine.expressions import parse
from engine.expressions.evaluate import Evaluation, evaluate
from engine.expressions.scope import Scope
from engine.expressions.tree import Node
from engine.expressions.values import as_json
from engine.language.message import Message
from engine.language.schema import Schema
from engine.language.steps import Cases, Plain, StepBase, WhenCase
from engine.model import Attributes
from engine.moment import Moment


def scope(
    moment: Moment,
    enrolment: Enrolment | None = None,
    event: Attributes | None = None,
    message: Message | None = None,
) -> Scope:
    """The names that are bound here; `event` stands before the enrolment's own entering event."""
    if event is None and enrolment is not None:
        event = enrolment.event
    return Scope(
        customer=moment.state.attributes,
        event=event,
        run=enrolment.run if enrolment is not None else {},
        message=message_facts(message) if message is not None else {},
        now=moment.at,
        memory=moment.state.memory,
        zone=moment.zone,
        run_since=enrolment.event_at if enrolment is not None else None,
        computed=computed(moment.schema),
        response=partial(responses.rate, moment.state.sent, now=moment.at),
    )


@lru_cache(maxsize=64)
def _computed(names: tuple[tuple[str, str], ...]) -> Mapping[str, Node]:
    return {name: parse.value(text) for name, text in names}


def computed(schema: Schema) -> Mapping[str, Node]:
    """The attributes that the engine keeps itself, as expressions."""
    return _computed(tuple(schema.computed.items()))


def message_facts(message: Message) -> Attributes:
    """What `message.*` reads."""
    return {
        "key": message.message,
        "title": message.title,
        "purpose": message.purpose.value,
        "department": message.department,
        "tags": list(message.tags),
        "topics": list(message.topics),
    }


def holds(text: str, within: Scope) -> bool:
    """Whether the condition is true; unknown is not."""
    return evaluate(parse.condition(text), within).value is True


def look(node: Node, within: Scope) -> Evaluation:
    """The condition's value and when the clock can change it."""
    return evaluate(node, within)


def worth(value: JsonValue, within: Scope) -> JsonValue:
    """A literal, or what the expression yields; instants and durations become text, missing becomes null."""
    if isinstance(value, str) and parse.is_expression(value):
        return as_json(evaluate(parse.value(value), within).value)
    if isinstance(value, dict):
        return {name: worth(inner, within) for name, inner in value.items()}
    return value


def setting(written: Cases | Plain, within: Scope) -> JsonValue:
    """What a `set` or `update` line yields."""
    if isinstance(written, Plain):
        return worth(written.value, within)
    for case in written.cases:
        if isinstance(case, WhenCase):
            if holds(case.when, within):
                return worth(case.to, within)
        else:
            return worth(case.otherwise, within)
    return None


def wanted(step: StepBase, within: Scope) -> bool:
    """Whether the step's `when` and `unless` let it happen."""
    if step.when is not None and not holds(step.when, within):
        return False
    return step.unless is None or not holds(step.unless, within)
