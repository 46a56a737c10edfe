"""Holdouts: a share of customers or households who get no marketing, for comparison."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from engine.language.rules.base import NamedRule
from engine.language.written import Share
from engine.model import Written

Salt = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Unit = Literal["customer", "household"]
"""Who is drawn together; a customer without a household is her own."""


def _no_number(value: object) -> object:
    if not isinstance(value, str | date):
        raise ValueError(f"{value!r} is no date: write 2026-01-01")
    return value


Day = Annotated[date, BeforeValidator(_no_number)]


class JourneyHoldout(Written):
    """The control group of one journey: she walks it, and none of its marketing is sent."""

    share: Share
    salt: Salt
    unit: Unit = "household"


class Holdout(NamedRule):
    """A group that gets no marketing at all, from and to before days of the organisation's calendar."""

    share: Share
    salt: Salt
    unit: Unit = "household"
    since: Day | None = Field(None, alias="from")
    until: Day | None = Field(None, alias="to")
