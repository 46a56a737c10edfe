"""Checks the tracking plan itself: it does not redefine what is built in or derived."""

from collections.abc import Iterable

from catalogue.definitions import Definitions, Placed
from catalogue.faults import Fault, did_you_mean
from catalogue.lint.types import BUILT_IN, BUILT_IN_TRIGGERS, of_property
from engine.customer.profile import changed_type
from engine.language.consents import CONSENT_PENDING
from engine.language.response_rates import RESPONSE_RATE_CHANGED
from engine.language.schema import Schema, named_in

_CAUSES = {
    RESPONSE_RATE_CHANGED: "a threshold in the policy",
    CONSENT_PENDING: "a consent that waits for its confirmation",
}


def check(definitions: Definitions) -> Iterable[Fault]:
    schema = definitions.schema
    for name, entry in schema.model.customer.items():
        built_in = BUILT_IN.get(name)
        if built_in is not None and of_property(entry) != built_in:
            fix = f"remove it: customer.{name} is there, a {built_in.kind}"
            yield schema.fault(("customer", name), f"customer.{name} is built in with another type", fix)
        if changed_type(name) in BUILT_IN_TRIGGERS:
            message = f"a change of customer.{name} would be the built-in trigger {changed_type(name)}"
            yield schema.fault(("customer", name), message, "rename it")
    for trigger, cause in _CAUSES.items():
        if trigger in schema.model.triggers:
            message = f"{trigger} is built in: {cause} gives rise to it"
            yield schema.fault(("triggers", trigger), message, "remove it: it is known without being listed")
    yield from _sayings(schema)
    for name in schema.model.computed:
        if name in schema.model.customer or name in BUILT_IN:
            message = f"customer.{name} would be both kept and computed"
            yield schema.fault(("computed", name), message, "rename one of them")


def _sayings(schema: Placed[Schema]) -> Iterable[Fault]:
    for trigger, saying in schema.model.says.items():
        properties = schema.model.triggers.get(trigger)
        if properties is None:
            fix = did_you_mean(trigger, schema.model.triggers, "list it under triggers, or remove it")
            yield schema.fault(("says", trigger), f"there is no trigger {trigger!r}", fix)
            continue
        for name in named_in(saying):
            if name not in properties:
                fix = did_you_mean(name, properties, f"add it to the trigger {trigger}")
                yield schema.fault(("says", trigger), f"{trigger} has no property {name!r}", fix)
