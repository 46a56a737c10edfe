"""The mix of messages that a customer receives: how many of the last, how many in a row."""

from typing import Annotated

from pydantic import Field, model_validator

from engine.language.rules.base import HoldOrDrop, NamedRule
from engine.language.rules.selectors import OneOrMany
from engine.language.terms import MARKETING, Purpose
from engine.language.written import Name


class Mix(NamedRule):
    """Over her marketing messages in order of decision: at least so many of the last, or never so many in a row."""

    of_last: Annotated[int, Field(ge=2, le=100)] | None = None
    at_least: Annotated[int, Field(ge=1, le=100)] | None = None
    never_in_a_row: Annotated[int, Field(ge=2, le=100)] | None = None
    """So many in a row are stopped: 3 lets two pass."""
    purposes: Annotated[tuple[Purpose, ...], OneOrMany] = Field(min_length=1)
    over: HoldOrDrop
    instead: Name | None = None
    """A message that is proposed in the place of the one that is stopped, once; that one is dropped."""

    @model_validator(mode="after")
    def _one_form(self) -> "Mix":
        share = self.of_last is not None and self.at_least is not None and self.never_in_a_row is None
        row = self.never_in_a_row is not None and self.of_last is None and self.at_least is None
        if not share and not row:
            raise ValueError("write either `of_last` with `at_least`, or `never_in_a_row`")
        if share and (self.at_least or 0) > (self.of_last or 0):
            raise ValueError("at_least is more than of_last")
        if strange := sorted(set(self.purposes) - MARKETING):
            raise ValueError(f"purposes: {', '.join(strange)} is not marketing, and the mix is one of marketing")
        return self
