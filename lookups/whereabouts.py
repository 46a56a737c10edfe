"""Where an address lies: by its coordinates, else the middle of its postcode, else that of its city."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

from lookups.lists import City, plain, read_cities, read_postcodes
from lookups.sphere import Point


class Whereabouts:
    """Over the lists of a folder."""

    def __init__(self, folder: Path) -> None:
        self._postcodes = read_postcodes(folder)
        self._cities: Mapping[str, City] = read_cities(folder)

    def of(self, address: Mapping[str, JsonValue]) -> Point | None:
        """None: nothing in the address says where it is."""
        return _coordinates(address) or self._by_postcode(address) or self._by_city(address)

    def _by_postcode(self, address: Mapping[str, JsonValue]) -> Point | None:
        country, postcode = address.get("country"), address.get("postcode")
        if not isinstance(country, str) or not isinstance(postcode, str):
            return None
        return self._postcodes.get((plain(country), plain(postcode)))

    def _by_city(self, address: Mapping[str, JsonValue]) -> Point | None:
        name = address.get("city")
        city = self._cities.get(plain(name)) if isinstance(name, str) else None
        return None if city is None else city.point


def _coordinates(address: Mapping[str, JsonValue]) -> Point | None:
    lat, lon = address.get("lat"), address.get("lon")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        return None
    return Point(lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None
