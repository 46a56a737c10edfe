"""Where the lists come from, and what is said when they are not there or have a fault."""

import shutil
from pathlib import Path

import pytest

from lookups.city_guide import CityGuide
from lookups.lists import ListsFault
from lookups.nearest_store import NearestStore
from runtime.lookups import LookupNotLoaded, load_lookups
from tests.lookups.asking import ask

PLACES = Path("journeys/places")
SHIPPED = {"nearest_store": "lookups.nearest_store:NearestStore", "city_guide": "lookups.city_guide:CityGuide"}


async def test_a_deployment_registers_them_by_name_and_names_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(PLACES, tmp_path / "lists")
    stores = tmp_path / "lists/stores.yaml"
    stores.write_text(stores.read_text(encoding="utf-8").replace("Wren in Altona", "Ours in Altona"), encoding="utf-8")
    monkeypatch.setenv("PLACES_DIR", str(tmp_path / "lists"))
    sources = load_lookups(SHIPPED)
    found = await ask(sources["nearest_store"], at={"lat": 53.5516, "lon": 9.9334})
    assert found is not None and found["name"] == "Ours in Altona"
    assert await ask(sources["city_guide"], city="Wien")


def test_without_a_name_they_lie_in_places_of_the_journeys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PLACES_DIR", raising=False)
    monkeypatch.setenv("JOURNEYS_DIR", str(tmp_path))
    with pytest.raises(LookupNotLoaded, match=f"{tmp_path}/places/stores.yaml cannot be read.*set PLACES_DIR"):
        load_lookups(SHIPPED)
    monkeypatch.delenv("JOURNEYS_DIR")
    assert load_lookups(SHIPPED).keys() == SHIPPED.keys()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("stores.yaml", "lat: 53.5527", "lat: 535.527", r"stores\.yaml has a fault(.|\n)*0\.lat"),
        ("stores.yaml", "opens:", "open:", r"stores\.yaml has a fault(.|\n)*0\.opens"),
        ("postcodes.yaml", "country: DE, ", "", r"postcodes\.yaml has a fault(.|\n)*0\.country"),
        ("cities.yaml", "zone: Europe/Berlin", "zone: Europe/Berlim", r"cities\.yaml has a fault(.|\n)*Europe/Berlim"),
        ("cities.yaml", 'at: "19:00"', "at: 19:00", r"cities\.yaml has a fault(.|\n)*write the time in quotes"),
        ("cities.yaml", "- names", "-\tnames", r"cities\.yaml has a fault"),
    ],
)
def test_a_fault_in_a_list_is_told_at_the_start(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    shutil.copytree(PLACES, tmp_path / "lists")
    changed = tmp_path / "lists" / file
    changed.write_text(changed.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    source = CityGuide if file == "cities.yaml" else NearestStore
    with pytest.raises(ListsFault, match=said):
        source(tmp_path / "lists")


def test_a_list_without_a_store_is_told_at_the_start(tmp_path: Path) -> None:
    shutil.copytree(PLACES, tmp_path / "lists")
    (tmp_path / "lists/stores.yaml").write_text("[]\n", encoding="utf-8")
    with pytest.raises(ListsFault, match="has no store"):
        NearestStore(tmp_path / "lists")
