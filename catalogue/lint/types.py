"""What the tracking plan knows of every value that an expression or a template can name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Literal, assert_never, get_args

from engine.expressions.kinds import Kind
from engine.language.consents import CONSENT_PENDING
from engine.language.reactions import CallOutcome
from engine.language.response_rates import RESPONSE_RATE_CHANGED, Crossed
from engine.language.schema import Choice, Fields, Property, ScalarType, Schema
from engine.language.terms import Channel, Purpose


@dataclass(frozen=True)
class Type:
    """A kind of value; `fields` of a group, `options` of a text that is out of a closed set."""

    kind: Kind | Literal["group"]
    fields: Mapping[str, "Type"] = field(default_factory=dict)
    options: frozenset[str] = frozenset()


ANY = Type("any")
TEXT = Type("text")
NUMBER = Type("number")

_PLACE = {"street": TEXT, "postcode": TEXT, "city": TEXT, "region": TEXT, "country": TEXT, "zone": TEXT}
_SCALARS: dict[ScalarType, Type] = {
    "text": TEXT,
    "number": NUMBER,
    "bool": Type("truth"),
    "list": Type("list"),
    "instant": Type("instant"),
    "date": Type("instant"),
    "address": Type("group", _PLACE | {"lat": NUMBER, "lon": NUMBER}),
}
_CHANNEL = Type("text", options=frozenset(channel.value for channel in Channel))
BUILT_IN = dict.fromkeys(("email", "phone", "zone", "country", "household"), TEXT) | {
    "preferred_channel": _CHANNEL,
    "response": Type("group", {channel.value: NUMBER for channel in Channel}),
}
_RESPONSE_RATE_CHANGED = Type(
    "group",
    {
        "name": TEXT,
        "channel": _CHANNEL,
        "rate": NUMBER,
        "crossed": Type("text", options=frozenset(get_args(Crossed))),
    },
)
_CONSENT_PENDING = Type(
    "group",
    {
        "channel": _CHANNEL,
        "purpose": Type("text", options=frozenset(purpose.value for purpose in Purpose)),
        "topic": TEXT,
    },
)
BUILT_IN_TRIGGERS: Mapping[str, Type] = {
    RESPONSE_RATE_CHANGED: _RESPONSE_RATE_CHANGED,
    CONSENT_PENDING: _CONSENT_PENDING,
}
CALL_OUTCOME = Type(
    "group",
    {
        "outcome": Type("text", options=frozenset(outcome.value for outcome in CallOutcome)),
        "call_back_at": Type("instant"),
        "note": TEXT,
    },
)
"""What somebody says of a call that she made."""
MESSAGE = Type(
    "group",
    dict.fromkeys(("key", "title", "purpose", "department"), TEXT)
    | {name: Type("list") for name in ("tags", "topics")},
)
"""What conditions read of a message."""
SENDING = Type("group", {**MESSAGE.fields, "decided_at": Type("instant"), "zone": TEXT})
"""What templates read of it: also when it was decided to send it, and the zone of its reader."""


def group(fields: Mapping[str, Type]) -> Type:
    return Type("group", dict(fields))


def of_property(plan: Property) -> Type:
    """The type of one entry of `schema.yaml`."""
    match plan.type:
        case Choice(one_of=options):
            return Type("text", options=frozenset(options))
        case Fields(fields=fields):
            return of_plan(fields)
        case str():
            return _SCALARS[plan.type]
        case _:
            assert_never(plan.type)


def of_plan(plan: Mapping[str, Property]) -> Type:
    return group({name: of_property(entry) for name, entry in plan.items()})


def either(types: Iterable[Type]) -> Type:
    """What is known of a value that is one of several."""
    known = list(types)
    return reduce(_either, known) if known else ANY


def _either(left: Type, right: Type) -> Type:
    if left == right:
        return left
    if left.kind != right.kind:
        return ANY
    if left.kind == "group":
        names = {*left.fields, *right.fields}
        return group({name: _merged(left.fields.get(name), right.fields.get(name)) for name in names})
    both = left.options and right.options
    return Type(left.kind, options=left.options | right.options if both else frozenset())


def _merged(left: Type | None, right: Type | None) -> Type:
    return either(found for found in (left, right) if found is not None)


@dataclass(frozen=True)
class Plan:
    """The tracking plan as types, with what is built in and the triggers that the engine derives."""

    triggers: Mapping[str, Type]
    customer: Type
    lookups: Mapping[str, tuple[Type, Type]]
    """name → what it takes, what it gives"""


def plan_of(schema: Schema) -> Plan:
    customer = {name: of_property(entry) for name, entry in schema.customer.items()}
    computed = dict.fromkeys(schema.computed, ANY)
    known = {**BUILT_IN, **customer, **computed}
    derived = {
        f"{name.replace('-', '_')}_changed": group({"old": type_, "new": type_})
        for name, type_ in {**BUILT_IN, **customer}.items()
    }
    derived |= BUILT_IN_TRIGGERS
    return Plan(
        triggers=derived | {name: of_plan(entry) for name, entry in schema.triggers.items()},
        customer=group(known),
        lookups={name: (of_plan(entry.args), of_plan(entry.result)) for name, entry in schema.lookups.items()},
    )
