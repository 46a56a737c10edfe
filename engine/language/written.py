"""The small written forms that definitions share: names, wall times, shares, weekdays, expressions."""

import re
from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, PlainSerializer, StringConstraints, WithJsonSchema

from engine.expressions.parse import check_condition, check_value

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
"""The key of a journey, a message or a step: lower case, digits, hyphens, underscores."""

TriggerType = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]

Condition = Annotated[
    str,
    AfterValidator(check_condition),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "object", "properties": {"is": {"type": "string"}}, "required": ["is"]},
            ],
            "description": "A condition, or {is: <name>} of one in conditions.yaml.",
        }
    ),
]
"""The text of a condition that parses; the catalogue has put named conditions (`is:`) in place."""

Expression = Annotated[str, AfterValidator(check_value)]
"""The text of an expression that yields a number, a text, a list, …; it parses."""


LinkParameters = dict[
    Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")],
    Annotated[str, StringConstraints(min_length=1, max_length=200)],
]
"""Query parameters that are put on the links of mails, such as `utm_source`."""


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def _parse_clock(value: object) -> time:
    if isinstance(value, time):
        return value
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a time of day: write hours and minutes, such as '10:00'")
    return time(int(match[1]), int(match[2]))


ClockTime = Annotated[
    time,
    BeforeValidator(_parse_clock),
    PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$", "examples": ["10:00"]}),
]
"""A local time of day, to the minute."""

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)%")


def _parse_share(value: object) -> float:
    if isinstance(value, float):
        share = value
    else:
        match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise ValueError(f"{value!r} is not a share: write a percentage, such as 20%")
        share = float(match[1]) / 100
    if not 0 <= share <= 1:
        raise ValueError(f"{value!r} is not a share: it lies between 0% and 100%")
    return share


Share = Annotated[
    float,
    BeforeValidator(_parse_share),
    PlainSerializer(lambda value: f"{value * 100:.10g}%", return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})?%$", "examples": ["20%"]}),
]
"""A fraction from 0 to 1, written as a percentage."""
