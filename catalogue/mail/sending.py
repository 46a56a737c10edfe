"""What content reads as `message.*`: the message itself, and when and for which clock it was decided to send it."""

from engine.contracts.facts import Facts
from engine.expressions.values import as_json
from engine.journeys.facts import message_facts
from engine.language.message import Message
from engine.model import Attributes


def message_as_sent(message: Message, facts: Facts) -> Attributes:
    """`decided_at` and `zone` are missing where nothing was decided."""
    told: Attributes = {"decided_at": as_json(facts.decided_at), "zone": facts.zone}
    return message_facts(message) | {name: value for name, value in told.items() if value is not None}
