"""Conflicts between messages, and blocks while something is the case."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from engine.language.durations import Duration
from engine.language.rules.base import HoldOrDrop, NamedRule
from engine.language.rules.selectors import Selector
from engine.language.rules.windows import a_duration_or
from engine.language.written import Condition


class Conflict(NamedRule):
    """A `yield` message stays away from a `keep` message that was sent, or is held or known, within the span."""

    keep: Selector
    yields: Selector = Field(alias="yield")
    unless: Condition | None = None
    within: Annotated[Literal["same_day"] | Duration, BeforeValidator(a_duration_or("same_day"))]
    over: HoldOrDrop

    @field_validator("within")
    @classmethod
    def _takes_time(cls, span: object) -> object:
        if isinstance(span, timedelta) and not span:
            raise ValueError("takes no time: write for instance 2d, or same_day")
        return span


class Block(NamedRule):
    """While the condition is true, and so long after, only what is allowed passes."""

    condition: Condition = Field(alias="while")
    and_for: Duration = timedelta()
    allow: Selector | None = None
    over: HoldOrDrop
