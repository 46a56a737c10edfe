"""A customer to evaluate expressions on."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from engine.customer.memory import Memory, Remembered
from engine.expressions.evaluate import Evaluation, evaluate
from engine.expressions.parse import value
from engine.expressions.scope import Scope
from engine.model import Attributes
from tests.engine.expressions.strategies import BERLIN, NOW


def remembering(*events: tuple[str, datetime, Mapping[str, JsonValue]]) -> Memory:
    memory = Memory()
    for number, (type, at, properties) in enumerate(events):
        memory.remember(type, Remembered(id=f"e-{number}", at=at, properties=dict(properties)))
    return memory


def seeing(
    customer: Attributes | None = None,
    event: Attributes | None = None,
    run: Attributes | None = None,
    message: Attributes | None = None,
    memory: Memory | None = None,
    now: datetime = NOW,
    run_since: datetime | None = None,
    computed: dict[str, str] | None = None,
) -> Scope:
    return Scope(
        customer=customer or {},
        event=event,
        run=run or {},
        message=message or {},
        now=now,
        memory=memory or Memory(),
        zone=BERLIN,
        run_since=run_since,
        computed={name: value(text) for name, text in (computed or {}).items()},
    )


def found(text: str, scope: Scope | None = None) -> Evaluation:
    return evaluate(value(text), scope or seeing())
