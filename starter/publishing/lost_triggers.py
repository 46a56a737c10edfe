"""Tells which triggers leave schema.yaml although customers inside older versions still listen to them."""

from collections.abc import Iterator

from catalogue.differences.catalogues import Difference
from catalogue.differences.inside import Inside
from catalogue.lint.triggers import named_triggers
from engine.contracts.ports import Shelf
from engine.language.journey import Journey
from starter.counting import counted


def lost_triggers(difference: Difference, inside: Inside, shelf: Shelf) -> Iterator[str]:
    """A line for each trigger and version of which customers are inside; what enters a journey concerns nobody."""
    before, after = difference.before, difference.after
    if before.plan is None or after.plan is None:
        return
    if not (gone := before.plan.triggers.keys() - after.plan.triggers.keys()):
        return
    for name, versions in inside.customers.items():
        for version, customers in versions.items():
            if after.versions.get(name) == version:
                continue
            journey = Journey.model_validate_json(shelf.part(version))
            heard = {trigger for path, trigger in named_triggers(journey) if path[0] != "enter"}
            for trigger in sorted(heard & gone):
                who = f"{counted(customers, 'customer')} inside {name!r} of catalogue {inside.since.get(version, 0)}"
                still = "listens" if customers == 1 else "listen"
                yield f"! {who} still {still} to {trigger!r}, which leaves schema.yaml"
