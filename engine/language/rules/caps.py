"""Caps: so many messages of a kind in a window, and what becomes of the one that is over."""

from datetime import timedelta
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator, model_validator

from engine.language.durations import Duration
from engine.language.rules.base import NamedRule, Over
from engine.language.rules.selectors import Selector
from engine.language.rules.windows import a_duration_or, check_limit
from engine.language.written import Condition, Expression
from engine.model import Written

LONGEST_WINDOW = timedelta(days=90)

CalendarWindow = Literal["calendar_day", "calendar_week", "calendar_month"]
Limit = Annotated[int, Field(ge=0, strict=True)] | Expression
"""A number, or an expression that yields one: missing or no number, the rule does not apply; 0 stops all."""


class LimitWhen(Written):
    when: Condition
    to: Limit


class LimitOtherwise(Written):
    otherwise: Limit


def _kind_of_case(value: object) -> str:
    otherwise = "otherwise" in value if isinstance(value, dict) else isinstance(value, LimitOtherwise)
    return "otherwise" if otherwise else "when"


LimitCase = Annotated[
    Annotated[LimitWhen, Tag("when")] | Annotated[LimitOtherwise, Tag("otherwise")], Discriminator(_kind_of_case)
]


class Cap(NamedRule):
    """At most `max` of what `counts` selects `per` window; a message that it selects takes a place."""

    counts: Selector
    max: Annotated[Limit | Annotated[tuple[LimitCase, ...], Field(min_length=1)], BeforeValidator(check_limit)]
    per: Annotated[CalendarWindow | Duration, BeforeValidator(a_duration_or(*get_args(CalendarWindow)))]
    """Rolling and half-open, or the day, week or month of the customer's calendar."""
    over: Over
    look_ahead: Duration | None = None
    """A lighter message leaves the last places to heavier ones that are known to come within it."""

    @field_validator("per", "look_ahead")
    @classmethod
    def _takes_time(cls, span: object) -> object:
        if isinstance(span, timedelta) and not span:
            raise ValueError("takes no time: write for instance 7d")
        if isinstance(span, timedelta) and span > LONGEST_WINDOW:
            raise ValueError("longer than her messages are remembered for: write at most 90d")
        return span

    @model_validator(mode="after")
    def _ends(self) -> "Cap":
        cases = self.max if isinstance(self.max, tuple) else ()
        if any(isinstance(case, LimitOtherwise) for case in cases[:-1]):
            raise ValueError("max: `otherwise` comes last")
        return self
