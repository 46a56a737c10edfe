"""The nearest store over the shipped lists: by coordinates, postcode or city."""

from pathlib import Path

import pytest
from pydantic import JsonValue

from lookups.nearest_store import NearestStore
from lookups.sphere import Point, kilometres
from tests.lookups.asking import ask

PLACES = Path("journeys/places")


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (Point(52.5200, 13.4050), Point(52.5200, 13.4050), 0),
        (Point(53.5503, 9.9937), Point(52.5170, 13.3889), 255),  # Hamburg to Berlin
        (Point(0, 0), Point(0, 180), 20_015),  # half round the equator
        (Point(0, 179.9), Point(0, -179.9), 22),  # across the date line
        (Point(90, 0), Point(-90, 77), 20_015),  # pole to pole, whatever the meridian
    ],
)
def test_distances_are_those_of_the_great_circle(one: Point, other: Point, km: float) -> None:
    assert kilometres(one, other) == pytest.approx(km, abs=1)
    assert kilometres(other, one) == pytest.approx(kilometres(one, other))


@pytest.mark.parametrize(
    ("address", "name", "km"),
    [
        ({"lat": 53.5516, "lon": 9.9334}, "Wren in Altona", 0.0),
        ({"lat": 53.5516, "lon": 9.9334, "city": "Berlin", "postcode": "10115"}, "Wren in Altona", 0.0),
        ({"country": "DE", "postcode": "12043", "city": "Berlin"}, "Wren in Neukölln", 0.3),
        ({"country": "gb", "postcode": "se19tg"}, "Wren at Spitalfields", 1.7),
        ({"country": "DE", "postcode": "99999", "city": "Cologne"}, "Wren am Neumarkt", 0.6),
        ({"postcode": "12043", "city": "Berlin"}, "Wren am Alexanderplatz", 1.8),  # a postcode of which country?
        ({"lat": 200, "lon": 9.9, "city": "Zürich"}, "Wren am Limmatquai", 0.5),
    ],
)
async def test_the_store_nearest_to_what_the_address_says(address: dict[str, JsonValue], name: str, km: float) -> None:
    found = await ask(NearestStore(PLACES), at=address)
    assert found is not None
    assert (found["name"], found["km"]) == (name, km)
    assert found["street"] and found["opens"]


@pytest.mark.parametrize("address", [{}, {"city": "Atlantis"}, {"postcode": "12043"}, None, "Berlin"])
async def test_an_address_that_says_nothing_means_the_fallback(address: JsonValue) -> None:
    assert await ask(NearestStore(PLACES), at=address) is None


async def test_no_address_means_the_fallback() -> None:
    assert await ask(NearestStore(PLACES)) is None
