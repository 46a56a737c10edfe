"""How each channel is used: when the next one is tried, and how many places a slow one has."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from engine.language.durations import Duration
from engine.language.rules.base import Over
from engine.language.written import Name
from engine.model import Written


class Places(Written):
    """So many places a day over all customers, by the organisation's calendar."""

    count: int = Field(ge=0)


def _parse_places(value: object) -> object:
    if isinstance(value, str):
        match = re.fullmatch(r"(\d+) per day", value)
        if match is None:
            raise ValueError(f"{value!r} is no capacity: write for instance 150 per day")
        return {"count": int(match[1])}
    return value


PlacesForm = Annotated[
    Places,
    BeforeValidator(_parse_places),
    PlainSerializer(lambda value: f"{value.count} per day", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d+ per day$", "examples": ["150 per day"]}),
]


class ChannelRules(Written):
    """A channel that is in use; a message goes only over channels that the policy lists."""

    kind: Literal["push", "pull"] = Field("push", exclude_if=lambda kind: kind == "push")
    """`pull`: shown when she comes; wakes nobody."""
    fallback: Literal["on_drop", "on_hold"] = Field("on_drop", exclude_if=lambda fallback: fallback == "on_drop")
    """Try the message's next channel only where this one can never be, or also instead of waiting."""
    capacity: PlacesForm | None = Field(None, exclude_if=lambda places: places is None)
    cut_off: Duration | None = Field(None, exclude_if=lambda span: span is None)
    """How long after it was handed over a message may still be taken back: a letter not printed, a call not made."""
    address: Name | None = Field(None, exclude_if=lambda name: name is None)
    """The attribute that holds the address of a channel of your own; none: the customer herself is the address."""
    over: Over = Field("hold", exclude_if=lambda over: over == "hold")
    """What becomes of a message that finds no place."""
