"""Checks the tracking plan itself: it does not redefine what is built in or derived."""

from collections.abc import Iterable

from catalogue.definitions import Definitions
from catalogue.faults import Fault
from catalogue.lint.types import BUILT_IN, of_property
from engine.customer.profile import changed_type
from engine.language.response_rates import RESPONSE_RATE_CHANGED


def check(definitions: Definitions) -> Iterable[Fault]:
    schema = definitions.schema
    for name, entry in schema.model.customer.items():
        built_in = BUILT_IN.get(name)
        if built_in is not None and of_property(entry) != built_in:
            fix = f"remove it: customer.{name} is there, a {built_in.kind}"
            yield schema.fault(("customer", name), f"customer.{name} is built in with another type", fix)
        if changed_type(name) == RESPONSE_RATE_CHANGED:
            message = f"a change of customer.{name} would be the built-in trigger {RESPONSE_RATE_CHANGED}"
            yield schema.fault(("customer", name), message, "rename it")
    if RESPONSE_RATE_CHANGED in schema.model.triggers:
        message = f"{RESPONSE_RATE_CHANGED} is built in: a threshold in the policy gives rise to it"
        yield schema.fault(("triggers", RESPONSE_RATE_CHANGED), message, "remove it: it is known without being listed")
    for name in schema.model.computed:
        if name in schema.model.customer or name in BUILT_IN:
            message = f"customer.{name} would be both kept and computed"
            yield schema.fault(("computed", name), message, "rename one of them")
