"""The forms of `wait`, as written."""

from typing import Annotated

from pydantic import BeforeValidator, Field, Tag, model_validator

from engine.language.by_key import by_key
from engine.language.durations import Duration
from engine.language.written import ClockTime, Expression, TriggerType, Weekday
from engine.model import Written


class ElapsedWait(Written):
    """`wait: 3d`: elapsed time from the instant the step began."""

    elapsed: Duration


class DaysWait(Written):
    """`{days: n, at}`: local date + n, at a local time."""

    days: Annotated[int, Field(ge=0, le=36_500)]
    at: ClockTime
    spread: Duration | None = None


class CalendarWait(Written):
    """`{months | years: n, at}`: clamped to the month's end."""

    months: Annotated[int, Field(ge=1, le=1_200)] | None = None
    years: Annotated[int, Field(ge=1, le=100)] | None = None
    at: ClockTime
    spread: Duration | None = None

    @model_validator(mode="after")
    def _one_unit(self) -> "CalendarWait":
        if (self.months is None) == (self.years is None):
            raise ValueError("a wait of how long: write either months or years")
        return self


class UntilWait(Written):
    """`{until: "09:00", weekdays}`: the first such local time strictly after the step began."""

    until: ClockTime
    weekdays: tuple[Weekday, ...] = tuple(Weekday)
    spread: Duration | None = None


class DaysOfWait(Written):
    """`{days_of: <expression>}`: the floor of that number × 24 h; a missing number passes at once."""

    days_of: Expression
    spread: Duration | None = None


class BetweenWait(Written):
    """`{between: ["09:00", "17:00"], weekdays}`: passes at once inside, else at the next opening."""

    between: tuple[ClockTime, ClockTime]
    weekdays: tuple[Weekday, ...] = tuple(Weekday)
    spread: Duration | None = None


class DateWait(Written):
    """`{date: <path>, offset, at}`: a date or instant in the profile or the event, ± an offset."""

    date: Expression
    before: Duration | None = None
    after: Duration | None = None
    at: ClockTime | None = None
    spread: Duration | None = None

    @model_validator(mode="after")
    def _one_side(self) -> "DateWait":
        if self.before is not None and self.after is not None:
            raise ValueError("two offsets: write either before or after")
        return self


class QuietWait(Written):
    """`{quiet_for: D, of: […], at_most: M}`: D after the last such trigger, at the latest M after the step began."""

    quiet_for: Duration
    of: tuple[TriggerType, ...] = Field(min_length=1)
    at_most: Duration


def _short_form(value: object) -> object:
    return {"elapsed": value} if isinstance(value, str) else value


WaitForm = Annotated[
    Annotated[ElapsedWait, Tag("elapsed")]
    | Annotated[DaysWait, Tag("days")]
    | Annotated[CalendarWait, Tag("months")]
    | Annotated[UntilWait, Tag("until")]
    | Annotated[DaysOfWait, Tag("days_of")]
    | Annotated[BetweenWait, Tag("between")]
    | Annotated[DateWait, Tag("date")]
    | Annotated[QuietWait, Tag("quiet_for")],
    by_key(
        "a wait",
        {
            "elapsed": ElapsedWait,
            "days": DaysWait,
            "months": CalendarWait,
            "until": UntilWait,
            "days_of": DaysOfWait,
            "between": BetweenWait,
            "date": DateWait,
            "quiet_for": QuietWait,
        },
        also={"years": "months"},
    ),
    BeforeValidator(_short_form),
]
