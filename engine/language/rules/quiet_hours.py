"""Quiet hours: when a channel is silent where the customer is."""

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from engine.language.durations import Duration
from engine.language.rules.base import HoldOrDrop, NamedRule
from engine.language.rules.holdouts import Day
from engine.language.rules.selectors import OneOrMany
from engine.language.terms import Channel
from engine.language.written import ClockTime, Condition, Name, Weekday

ZoneUnknown = Literal["organisation", "hold"]
"""What counts where nothing is known of a customer's zone: the organisation's time, or wait until it is known."""

Calendars = dict[Name, tuple[Day, ...]]
"""Named lists of local days."""


def _midnight(value: object) -> object:
    return "00:00" if value == "24:00" else value


class QuietHours(NamedRule):
    """From `from` to before `to`, on these weekdays, on the days of a calendar or on all; an end of 24:00 is the
    day's end, an end before the start lies on the next day."""

    channels: Annotated[tuple[Channel, ...], OneOrMany] = Field(min_length=1)
    where: Condition | None = None
    weekdays: tuple[Weekday, ...] = ()
    calendar: Name | None = None
    start: ClockTime = Field(time(0), alias="from")
    end: Annotated[ClockTime, BeforeValidator(_midnight)] = Field(time(0), alias="to")
    over: HoldOrDrop = "hold"
    spread: Duration | None = None
    """Those who wait for the opening leave within it, each at her own second."""

    @model_validator(mode="after")
    def _says_when(self) -> "QuietHours":
        written = self.model_fields_set
        if ("start" in written) != ("end" in written):
            raise ValueError("write both `from` and `to`, or neither for the whole day")
        if not written & {"start", "weekdays", "calendar"}:
            raise ValueError("would be silent for ever: write `from` and `to`, `weekdays` or a `calendar`")
        return self
