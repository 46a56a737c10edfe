"""The guide to a city over the shipped lists."""

from pathlib import Path

import pytest

from lookups.city_guide import CityGuide
from tests.lookups.asking import ask

PLACES = Path("journeys/places")


@pytest.mark.parametrize("written", ["Köln", "köln", "Cologne", " KOELN "])
async def test_a_city_is_known_by_all_its_names(written: str) -> None:
    found = await ask(CityGuide(PLACES), city=written)
    assert found is not None and found["city"] == "Köln"


async def test_events_are_instants_of_the_citys_own_clock_earliest_first() -> None:
    found = await ask(CityGuide(PLACES), city="London")
    assert found is not None and isinstance(found["events"], list)
    starts = [event["starts"] for event in found["events"] if isinstance(event, dict)]
    assert starts == sorted(starts, key=str)
    assert starts[0] == "2026-04-25T06:30:00Z"  # 07:30 in summer time
    assert "2026-12-05T07:30:00Z" in starts  # and in winter


@pytest.mark.parametrize("name", ["Hamburg", "Berlin", "Köln", "Wien", "Zürich", "London"])
async def test_every_guide_has_something_to_see_to_do_and_to_call(name: str) -> None:
    found = await ask(CityGuide(PLACES), city=name)
    assert found is not None
    assert all(found[part] for part in ("attractions", "events", "contacts"))


async def test_a_city_without_a_guide_means_the_fallback() -> None:
    assert await ask(CityGuide(PLACES), city="Atlantis") is None
    assert await ask(CityGuide(PLACES), city=None) is None
