"""Says in which time zones a customer may be, as a set, from what her profile tells."""

from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from engine.localtime.countries import COUNTRIES
from engine.localtime.names import ZONE_NAMES
from engine.model import Attributes, Frozen


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of a tz database name, such as Europe/Berlin; None: there is no such zone.

    Only names of the pinned tzdata package count: a host knows others (`posix/…`, `localtime`), and two
    workers must agree. The process must have emptied the search path of `zoneinfo`, so that the rules too are
    the package's and not the host's.
    """
    return _loaded(name) if name in ZONE_NAMES else None


@cache
def _loaded(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class ZoneSet(Frozen):
    """What is known of a customer's zone: one, all of a country, or none; local times are taken in `main`."""

    names: tuple[str, ...] = ()
    main: str | None = None

    @property
    def main_zone(self) -> ZoneInfo | None:
        """The zone in which local times are taken; None: nothing is known."""
        return None if self.main is None else _known(self.main)

    @property
    def zones(self) -> tuple[ZoneInfo, ...]:
        """Every zone of the set, in the order of the names."""
        return tuple(_known(name) for name in self.names)


def _known(name: str) -> ZoneInfo:
    zone = zone_named(name)
    if zone is None:
        raise ValueError(f"{name!r} is no zone of the tz database: write a name such as Europe/Berlin")
    return zone


def one_zone(name: str) -> ZoneSet:
    """The set of exactly this zone; ValueError: there is no such zone."""
    return ZoneSet(names=(_known(name).key,), main=name)


def zones_of(attributes: Attributes) -> ZoneSet:
    """Her own zone, else that of the address, else all zones of the country; what is not valid is unknown."""
    address = attributes.get("address")
    inner = address if isinstance(address, dict) else {}
    return _places(
        _text(attributes.get("zone")),
        _text(inner.get("zone")),
        _text(attributes.get("country")),
        _text(inner.get("country")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


@lru_cache(maxsize=4_096)
def _places(zone: str | None, of_address: str | None, country: str | None, country_of_address: str | None) -> ZoneSet:
    """Remembered: it is asked for with every condition, and few places are many people's."""
    for name in (zone, of_address):
        if name is not None and zone_named(name) is not None:
            return one_zone(name)
    for code in (country, country_of_address):
        zones = _zones_of_country(code)
        if zones:
            return ZoneSet(names=tuple(sorted(zones)), main=zones[0])
    return ZoneSet()


def _zones_of_country(code: str | None) -> tuple[str, ...]:
    # Only ASCII has one upper case for every letter: "ß" would become SS, South Sudan.
    if code is None or not code.isascii():
        return ()
    return COUNTRIES.get(code.upper(), ())
