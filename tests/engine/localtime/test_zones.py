from collections import defaultdict
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from engine.localtime.countries import COUNTRIES
from engine.localtime.names import ZONE_NAMES
from engine.localtime.zones import ZoneSet, one_zone, zone_named, zones_of
from engine.model import Attributes
from tools.countries import MOST_POPULOUS, main_first, tables

UNITED_STATES = 29


def test_the_customers_own_zone_is_exactly_one() -> None:
    found = zones_of({"zone": "Europe/Vienna", "country": "US", "address": {"zone": "Asia/Tokyo"}})
    assert found == ZoneSet(names=("Europe/Vienna",), main="Europe/Vienna")


def test_the_zone_of_the_address_comes_next() -> None:
    found = zones_of({"country": "US", "address": {"zone": "Asia/Tokyo", "country": "DE"}})
    assert found == one_zone("Asia/Tokyo")


@pytest.mark.parametrize(
    "attributes",
    [
        {"country": "US"},
        {"country": "us"},
        {"country": "Us", "address": {"country": "DE"}},
        {"address": {"country": "US"}},
        {"zone": "Atlantis/Center", "address": {"country": "us", "zone": "America"}},
        {"zone": 5, "country": ["DE"], "address": {"country": "US"}},
    ],
)
def test_a_country_is_all_of_its_zones(attributes: Attributes) -> None:
    found = zones_of(attributes)
    assert len(found.names) == UNITED_STATES
    assert {"America/New_York", "America/Chicago", "Pacific/Honolulu"} < set(found.names)
    assert list(found.names) == sorted(found.names)
    assert found.main == "America/New_York"


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"zone": "", "country": ""},
        {"zone": "CEST", "country": "Germany"},
        {"zone": None, "country": None, "address": None},
        {"address": "Main Street 1"},
        {"country": "XX"},
        {"country": "ß"},  # whose upper case is SS, South Sudan
        {"zone": "europe/berlin"},
        {"zone": "../zoneinfo/UTC"},
        {"zone": "Factory"},
    ],
)
def test_otherwise_nothing_is_known(attributes: Attributes) -> None:
    found = zones_of(attributes)
    assert (found.names, found.main, found.main_zone, found.zones) == ((), None, None, ())


def test_a_set_gives_its_zones() -> None:
    found = zones_of({"country": "PT"})
    assert [each.key for each in found.zones] == ["Atlantic/Azores", "Atlantic/Madeira", "Europe/Lisbon"]
    assert found.main_zone is zone_named("Europe/Lisbon")


def test_one_zone_refuses_what_is_none() -> None:
    with pytest.raises(ValueError, match="'Mars/Base' is no zone"):
        one_zone("Mars/Base")


@pytest.mark.parametrize("name", ["localtime", "posixrules", "posix/Europe/Berlin", "right/UTC", "leapseconds"])
def test_what_only_a_host_knows_is_no_zone(name: str) -> None:
    assert zone_named(name) is None


def test_a_zone_is_loaded_once() -> None:
    loaded = zone_named("Antarctica/Troll")
    ZoneInfo.clear_cache(only_keys=["Antarctica/Troll"])  # it keeps the newest few itself
    assert zone_named("Antarctica/Troll") is loaded is not None


@pytest.mark.parametrize(
    ("country", "main"),
    [
        ("US", "America/New_York"), ("RU", "Europe/Moscow"), ("BR", "America/Sao_Paulo"),
        ("CA", "America/Toronto"), ("AU", "Australia/Sydney"), ("MX", "America/Mexico_City"),
        ("ID", "Asia/Jakarta"), ("CN", "Asia/Shanghai"), ("ES", "Europe/Madrid"), ("PT", "Europe/Lisbon"),
        ("AR", "America/Argentina/Buenos_Aires"), ("CL", "America/Santiago"), ("DE", "Europe/Berlin"),
        ("NZ", "Pacific/Auckland"), ("UA", "Europe/Kyiv"), ("KZ", "Asia/Almaty"), ("EC", "America/Guayaquil"),
        ("MY", "Asia/Kuala_Lumpur"), ("FR", "Europe/Paris"), ("AT", "Europe/Vienna"), ("IN", "Asia/Kolkata"),
    ],
)  # fmt: skip
def test_local_times_are_taken_where_most_people_live(country: str, main: str) -> None:
    assert zones_of({"country": country}).main == main


def test_the_table_holds_what_the_tz_database_lists() -> None:
    listed: dict[str, set[str]] = defaultdict(set)
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text().splitlines():
        if line and line[0] != "#":
            listed[line[:2]].add(line.split("\t")[2])
    assert {country: set(zones) for country, zones in COUNTRIES.items()} == listed
    assert all(len(zones) == len(set(zones)) for zones in COUNTRIES.values())


def test_every_iso_country_with_inhabitants_is_in_the_table() -> None:
    text = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text()
    codes = {line.split("\t")[0] for line in text.splitlines() if line and not line.startswith("#")}
    assert codes - set(COUNTRIES) == {"BV", "HM"}


def test_every_name_of_the_tables_can_be_loaded() -> None:
    names = ZONE_NAMES | {zone for zones in COUNTRIES.values() for zone in zones}
    assert names == ZONE_NAMES
    assert all(ZoneInfo(name).key == name for name in names)


def test_the_committed_tables_are_those_of_the_generator() -> None:
    stale = [file.name for file, text in tables().items() if file.read_text() != text]
    assert not stale, "run `python tools/countries.py`"


def test_every_choice_is_of_a_country_that_has_one() -> None:
    assert {country for country, zones in COUNTRIES.items() if len(zones) > 1} == set(MOST_POPULOUS)


def test_the_generator_asks_for_a_choice_it_does_not_have() -> None:
    with pytest.raises(ValueError, match="MOST_POPULOUS"):
        main_first("FR", ["Europe/Lyon", "Europe/Paris"])
