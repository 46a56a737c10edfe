"""The tracking plan, `schema.yaml`: which triggers, attributes and look-ups exist, and their types."""

import re
from string import Formatter
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from engine.language.durations import Duration
from engine.language.written import Condition, Expression, Name, TriggerType
from engine.model import Written

_PROPERTY = re.compile(r"[a-z][a-z0-9_-]*")

ScalarType = Literal["text", "number", "bool", "list", "instant", "date", "address"]


class Choice(Written):
    """A text out of a closed set."""

    one_of: tuple[str, ...] = Field(min_length=1)


class Fields(Written):
    """A group of attributes, such as `preferences`."""

    fields: dict[Name, "PropertyForm"]


class Property(Written):
    type: "ScalarType | Choice | Fields"
    personal: bool = False
    source: str | None = Field(None, alias="from")


def _short_form(value: object) -> object:
    match value:
        case str():
            return {"type": value}
        case list() | tuple():
            return {"type": {"one_of": value}}
        case dict() if "type" not in value:
            return {"type": {"fields": value}}
        case {"type": list() | tuple() as options, **rest}:
            return {**rest, "type": {"one_of": options}}
        case _:
            return value


PropertyForm = Annotated[Property, BeforeValidator(_short_form)]
"""`text`, `[a, b]` (a choice), `{x: text}` (a group) or `{type: text, personal: true}`."""


class LookupPlan(Written):
    """A registered look-up: what it takes, what it gives and how long it may take."""

    args: dict[Name, PropertyForm] = Field(alias="in")
    result: dict[Name, PropertyForm] = Field(alias="out")
    timeout: Duration


def named_in(saying: str) -> list[str]:
    """The properties that a saying names, in their order. Raises ValueError for one that cannot be read."""
    return [name for _, name, _, _ in Formatter().parse(saying) if name is not None]


def _check_saying(saying: str) -> str:
    for _, name, form, conversion in Formatter().parse(saying):
        if name is not None and (not _PROPERTY.fullmatch(name) or form or conversion):
            raise ValueError(f"{{{name}}} names no property: write a name alone, such as {{product}}")
    return saying


Saying = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_check_saying)]
"""`bought {product}`: what a trigger is in a customer's story."""


class Schema(Written):
    """Everything that conditions and content may name."""

    triggers: dict[TriggerType, dict[Name, PropertyForm]]
    says: dict[TriggerType, Saying] = Field(default_factory=dict)
    customer: dict[Name, PropertyForm] = Field(default_factory=dict)
    computed: dict[Name, Expression] = Field(default_factory=dict)
    lookups: dict[Name, LookupPlan] = Field(default_factory=dict)


Conditions = dict[Name, Condition]
"""`conditions.yaml`: conditions that journeys share by name."""

Fields.model_rebuild()
Property.model_rebuild()
