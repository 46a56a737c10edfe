"""Warns where publishing does less than a journey asks: nobody is enrolled for meeting its condition already."""

from collections.abc import Iterable

from catalogue.definitions import Definitions
from catalogue.faults import Fault
from engine.language.journey import ConditionEntry


def check(definitions: Definitions) -> Iterable[Fault]:
    for journey in definitions.journeys.values():
        entry = journey.model.enter
        if isinstance(entry, ConditionEntry) and entry.existing != "ignore":
            message = "publishing enrols nobody who meets the condition already: the paced refresh is not built yet"
            fix = "write `existing: ignore`, or count on those only who meet it from now on"
            yield journey.fault(("enter", "existing"), message, fix, "warning")
