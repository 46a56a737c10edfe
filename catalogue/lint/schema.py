"""Checks the tracking plan itself: it does not redefine what is built in."""

from collections.abc import Iterable

from catalogue.definitions import Definitions
from catalogue.faults import Fault
from catalogue.lint.types import BUILT_IN, of_property


def check(definitions: Definitions) -> Iterable[Fault]:
    schema = definitions.schema
    for name, entry in schema.model.customer.items():
        built_in = BUILT_IN.get(name)
        if built_in is not None and of_property(entry) != built_in:
            fix = f"remove it: customer.{name} is there, a {built_in.kind}"
            yield schema.fault(("customer", name), f"customer.{name} is built in with another type", fix)
    for name in schema.model.computed:
        if name in schema.model.customer or name in BUILT_IN:
            message = f"customer.{name} would be both kept and computed"
            yield schema.fault(("computed", name), message, "rename one of them")
