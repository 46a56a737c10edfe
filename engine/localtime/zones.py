"""Says in which time zones a customer may be, as a set, from what her profile tells."""

from collections.abc import Mapping
from functools import cache
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
    sources: tuple[Mapping[str, object], ...] = (attributes, address if isinstance(address, dict) else {})
    for source in sources:
        name = source.get("zone")
        if isinstance(name, str) and zone_named(name) is not None:
            return one_zone(name)
    for source in sources:
        zones = _zones_of_country(source.get("country"))
        if zones:
            return ZoneSet(names=tuple(sorted(zones)), main=zones[0])
    return ZoneSet()


def _zones_of_country(code: object) -> tuple[str, ...]:
    # Only ASCII has one upper case for every letter: "ß" would become SS, South Sudan.
    if not isinstance(code, str) or not code.isascii():
        return ()
    return COUNTRIES.get(code.upper(), ())
