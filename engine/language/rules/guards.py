"""Guards: brakes over all customers that pause a journey or a message and call an operator."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from engine.language.journey import PaceForm
from engine.language.written import Name, Share
from engine.model import Written


def _any(value: object) -> object:
    return value if value == "any" or not isinstance(value, str) else (value,)


Names = Annotated[Literal["any"] | tuple[Name, ...], BeforeValidator(_any)]


class Guard(Written):
    """More sends in a time, or a larger share of complaints, than the business can mean."""

    journeys: Names | None = None
    messages: Names | None = None
    max_sends: PaceForm | None = None
    complaints_above: Share | None = None
    of_at_least: Annotated[int, Field(ge=1)] | None = None
    """So many deliveries before a share of complaints means anything."""
    over: Literal["pause_journey_and_alert", "pause_message_and_alert"]

    @model_validator(mode="after")
    def _one_form(self) -> "Guard":
        if (self.journeys is None) == (self.messages is None):
            raise ValueError("guards either `journeys` or `messages`: write `any` or their names")
        if (self.max_sends is None) == (self.complaints_above is None):
            raise ValueError("write either `max_sends`, or `complaints_above` with `of_at_least`")
        if (self.complaints_above is None) != (self.of_at_least is None):
            raise ValueError("`complaints_above` needs `of_at_least`: the first complaint of two mails says nothing")
        what = "journey" if self.journeys is not None else "message"
        if self.over != f"pause_{what}_and_alert":
            raise ValueError(f"over: what is guarded is what is paused: pause_{what}_and_alert")
        return self
