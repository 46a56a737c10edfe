"""A customer's story as lines, for a look when a test fails."""

from collections.abc import Iterable

from engine.contracts.views import TimelineItem
from engine.definitions import Definitions
from engine.model import Attributes
from engine.telling.details import local_zone
from engine.telling.phrases import clock
from engine.telling.sentences import sentence
from engine.telling.titles import Titles


def story(items: Iterable[TimelineItem], attributes: Attributes, definitions: Definitions, catalogue: int) -> list[str]:
    """In her zone, with the titles of journeys and messages."""
    zone, titles = local_zone(attributes, definitions, catalogue), Titles(definitions, catalogue)
    return [f"{clock(item.at, zone)}  {sentence(item, titles, zone)}" for item in items]
