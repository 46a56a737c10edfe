"""Makes a catalogue out of definitions: immutable parts by hash, and the indexes the engine reads."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel

from catalogue.definitions import Definitions
from catalogue.heard import heard
from catalogue.interest import interest
from engine.identity import part_hash
from engine.language.canonical import canonical
from engine.language.catalogue import Catalogue
from engine.language.journey import ConditionEntry, Journey, TriggerEntry


@dataclass(frozen=True)
class Built:
    """A catalogue as canonical JSON, and its parts by hash; equal folders give equal text everywhere."""

    catalogue: str
    parts: Mapping[str, str]


def build(definitions: Definitions) -> Built:
    """Draft journeys are left out; a closing one is published and entered by nobody."""
    parts: dict[str, str] = {}

    def shelve(model: BaseModel) -> str:
        text = canonical(model)
        name = part_hash(text)
        parts[name] = text
        return name

    published = {name: placed.model for name, placed in definitions.journeys.items() if placed.model.status != "draft"}
    links = definitions.policy.model.links
    catalogue = Catalogue(
        journeys={name: shelve(journey) for name, journey in published.items()},
        messages={name: shelve(content.part(links)) for name, content in definitions.messages.items()},
        policy=shelve(definitions.policy.model),
        schema=shelve(definitions.schema.model),
        by_trigger=_by_trigger(published),
        by_condition=tuple(sorted(_entered_by_condition(published))),
        interest=interest(definitions),
        heard=heard(definitions),
        preferences=shelve(page) if (page := definitions.page()) is not None else None,
    )
    return Built(canonical(catalogue), parts)


def _by_trigger(journeys: Mapping[str, Journey]) -> dict[str, tuple[str, ...]]:
    index: dict[str, list[str]] = {}
    for name, journey in sorted(journeys.items()):
        if journey.status == "live" and isinstance(journey.enter, TriggerEntry):
            index.setdefault(journey.enter.trigger, []).append(name)
    return {trigger: tuple(names) for trigger, names in index.items()}


def _entered_by_condition(journeys: Mapping[str, Journey]) -> list[str]:
    return [
        name
        for name, journey in journeys.items()
        if journey.status == "live" and isinstance(journey.enter, ConditionEntry)
    ]
