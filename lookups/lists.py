"""The shipped lists: stores, cities with what happens there, and the middle of each postcode; read once."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from engine.localtime.instants import instant_of
from engine.localtime.zones import zone_named
from lookups.sphere import Point


def _known_zone(name: str) -> str:
    if zone_named(name) is None:
        raise ValueError(f"there is no time zone {name!r}: write an IANA name such as Europe/Berlin")
    return name


def _written(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('write the time in quotes, such as "19:00": YAML reads it as a number without them')
    return value


Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Zone = Annotated[str, AfterValidator(_known_zone)]
LocalTime = Annotated[time, BeforeValidator(_written)]
Read = TypeVar("Read")


class ListsFault(Exception):
    """A list is missing or has a fault: the text names the file, the place and the fix."""


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Store(_Line):
    name: str
    street: str
    city: str
    opens: str
    lat: Latitude
    lon: Longitude

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)


class Both(_Line):
    """A text in the languages of the guides."""

    en: str
    de: str


class Attraction(_Line):
    name: Both
    why: Both


class Contact(_Line):
    name: Both
    phone: str
    what: Both


class Event(_Line):
    """Something that takes place on certain dates, at a local time of its city."""

    title: Both
    place: str
    at: LocalTime
    dates: tuple[date, ...] = Field(min_length=1)


class City(_Line):
    """`names`: all that people write; the first is the city's own."""

    names: tuple[str, ...] = Field(min_length=1)
    zone: Zone
    lat: Latitude
    lon: Longitude
    attractions: tuple[Attraction, ...]
    events: tuple[Event, ...]
    contacts: tuple[Contact, ...]

    @property
    def point(self) -> Point:
        return Point(self.lat, self.lon)

    def instants(self, event: Event) -> list[datetime]:
        """When it begins, in UTC."""
        zone = ZoneInfo(self.zone)
        return [instant_of(day, event.at, zone) for day in event.dates]


class Postcode(_Line):
    country: str
    postcode: str
    lat: Latitude
    lon: Longitude


def read_stores(folder: Path) -> tuple[Store, ...]:
    """Raises ListsFault."""
    return _read(folder / "stores.yaml", tuple[Store, ...])


def read_cities(folder: Path) -> dict[str, City]:
    """By every name, as `plain` writes it. Raises ListsFault."""
    cities = _read(folder / "cities.yaml", tuple[City, ...])
    return {plain(name): city for city in cities for name in city.names}


def read_postcodes(folder: Path) -> dict[tuple[str, str], Point]:
    """By country and postcode, as `plain` writes them. Raises ListsFault."""
    lines = _read(folder / "postcodes.yaml", tuple[Postcode, ...])
    return {(plain(line.country), plain(line.postcode)): Point(line.lat, line.lon) for line in lines}


def plain(text: str) -> str:
    """As names are compared: without case and without spaces."""
    return "".join(text.casefold().split())


def _read(file: Path, kind: type[Read]) -> Read:
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        fix = "set PLACES_DIR to the folder that holds stores.yaml, cities.yaml and postcodes.yaml"
        raise ListsFault(f"{file} cannot be read ({error.strerror}): {fix}") from error
    try:
        return TypeAdapter(kind).validate_python(yaml.safe_load(text))
    except (ValidationError, yaml.YAMLError) as error:
        raise ListsFault(f"{file} has a fault: {error}") from error
