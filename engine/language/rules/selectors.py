"""Which messages a rule of the policy means."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from engine.language.terms import Channel, Origin, Purpose
from engine.language.written import Name
from engine.model import Written

MessageClass = Literal["essential", "marketing"]


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


OneOrMany = BeforeValidator(_as_list)


class Selector(Written):
    """Lists mean any of, keys all of; a message is looked at as it was when it was decided."""

    message_class: MessageClass | None = Field(None, alias="class")
    purposes: Annotated[tuple[Purpose, ...], OneOrMany] = ()
    tags: Annotated[tuple[Name, ...], OneOrMany] = ()
    departments: Annotated[tuple[Name, ...], OneOrMany] = ()
    channels: Annotated[tuple[Channel, ...], OneOrMany] = ()
    origin: Annotated[tuple[Origin, ...], OneOrMany] = ()
    messages: Annotated[tuple[Name, ...], OneOrMany] = ()
    journeys: Annotated[tuple[Name, ...], OneOrMany] = ()

    @model_validator(mode="after")
    def _means_something(self) -> "Selector":
        if not self.model_fields_set:
            raise ValueError("selects nothing in particular: name a class, purposes, tags, departments, channels, …")
        return self
