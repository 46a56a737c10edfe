"""Chooses the blocks of a message for one customer, by the engine's expressions over the facts."""

from datetime import UTC, datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from catalogue.mail.sending import message_as_sent
from engine.contracts.facts import Facts
from engine.contracts.ports import ContentFault
from engine.customer.memory import Memory
from engine.expressions import parse
from engine.expressions.evaluate import evaluate, truth
from engine.expressions.scope import Scope
from engine.language.blocks import ByValue, FirstTrue, ShowOtherwise, ShowWhen
from engine.language.message import Message
from engine.localtime.zones import zones_of

_NO_CLOCK = datetime(1970, 1, 1, tzinfo=UTC)
"""Nothing here may run with the clock (lint sees to it): a second attempt must render the same."""


def chosen_blocks(message: Message, facts: Facts) -> dict[str, str]:
    """Place → block, empty where none is shown. Raises ContentFault for a value that has no block."""
    if not message.blocks:
        return {}
    scope = Scope(
        customer=facts.customer,
        event=facts.event,
        run=facts.run,
        message=message_as_sent(message, facts),
        now=_NO_CLOCK,
        memory=Memory(),
        zone=zones_of(facts.customer).main_zone or ZoneInfo("UTC"),
    )
    return {name: _chosen(message.message, name, place, scope) for name, place in message.blocks.items()}


def _chosen(message: str, name: str, place: ByValue | FirstTrue, scope: Scope) -> str:
    match place:
        case ByValue():
            return _by_value(message, name, place, scope)
        case FirstTrue(first=lines):
            return next((block for line in lines if (block := _shown(line, scope))), "")
        case _:
            assert_never(place)


def _by_value(message: str, name: str, place: ByValue, scope: Scope) -> str:
    value = evaluate(parse.value(place.by), scope).value
    if isinstance(value, str) and value in place.of:
        return value
    if place.otherwise is None:
        raise ContentFault(
            f"message {message!r}, block {name!r}: {place.by} is missing or has a value that no block is for: "
            "write the block, or `otherwise`"
        )
    return place.otherwise


def _shown(line: ShowWhen | ShowOtherwise, scope: Scope) -> str:
    match line:
        case ShowWhen():
            return line.show if truth(parse.condition(line.when), scope) else ""
        case ShowOtherwise():
            return line.otherwise
        case _:
            assert_never(line)
