"""The look-up `city_guide`: what to see in a city, what takes place there and who helps."""

from operator import itemgetter
from pathlib import Path

from pydantic import JsonValue

from engine.contracts.answers import Found, LookupAnswer, NotFound
from engine.contracts.commands import LookUp
from engine.model import Attributes
from lookups.lists import City, plain, read_cities
from lookups.settings import PlacesSettings


class CityGuide:
    """Takes `city`, in any of its names; gives what there is in English and German.

    All dates of an event are given, also those gone by: whoever shows them knows what time it is.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._guides = {name: _guide(city) for name, city in read_cities(folder or PlacesSettings().folder).items()}

    async def find(self, command: LookUp) -> LookupAnswer:
        name = command.args.get("city")
        guide = self._guides.get(plain(name)) if isinstance(name, str) else None
        return NotFound(detail="there is no guide to this city") if guide is None else Found(result=guide)


def _guide(city: City) -> Attributes:
    attractions: list[JsonValue] = [one.model_dump() for one in city.attractions]
    contacts: list[JsonValue] = [one.model_dump() for one in city.contacts]
    return {"city": city.names[0], "attractions": attractions, "events": _events(city), "contacts": contacts}


def _events(city: City) -> list[JsonValue]:
    """Each date by itself, the earliest first; instants in one form, so that they compare as texts too."""
    found = sorted(((begins, one) for one in city.events for begins in city.instants(one)), key=itemgetter(0))
    return [
        {"title": one.title.model_dump(), "place": one.place, "starts": begins.strftime("%Y-%m-%dT%H:%M:%SZ")}
        for begins, one in found
    ]
