"""Lists what is published: every journey in force, its live version, who is inside, and whether it is paused."""

from typing import Literal

from sqlalchemy import Engine

from audit.publications import SqlPublications, SqlShelf
from audit.queries.inside import inside
from audit.queries.pauses import obstacles
from engine.definitions import Definitions
from engine.language.catalogue import Catalogue
from engine.language.journey import Journey
from engine.model import Frozen
from starter.errors import NothingPublished
from starter.http.paging import cursor_of, read_cursor


class JourneyLine(Frozen):
    """A journey in force."""

    journey: str
    title: str
    department: str
    status: Literal["live", "closing"]
    """`closing`: nobody enters it any more"""
    delivery: Literal["send", "shadow"]
    version: str
    """the one that is entered now"""
    inside: int
    """customers with a running enrolment, of any version"""
    paused: bool
    """for everybody, by itself"""


class Journeys(Frozen):
    """A page of them, by name."""

    catalogue: int
    journeys: tuple[JourneyLine, ...]
    next: str | None = None
    """cursor of the next page; null: this is the last"""


def journeys_page(database: Engine, limit: int, cursor: str | None) -> Journeys:
    """Blocking. Raises NothingPublished, Problem 422."""
    number = SqlPublications(database).in_force()
    if number == 0:
        raise NothingPublished
    shelf = SqlShelf(database)
    catalogue = Catalogue.model_validate_json(shelf.catalogue(number))
    after = read_cursor(cursor, 1)[0] if cursor else ""
    names = sorted(name for name in catalogue.journeys if name > after)
    lines = _lines(database, Definitions(shelf), {name: catalogue.journeys[name] for name in names[:limit]})
    more = cursor_of(names[limit - 1]) if len(names) > limit else None
    return Journeys(catalogue=number, journeys=lines, next=more)


def _lines(database: Engine, definitions: Definitions, versions: dict[str, str]) -> tuple[JourneyLine, ...]:
    paused = {one.name for one in obstacles(database).paused if one.kind == "journey"}
    within: dict[str, int] = {}
    for line in inside(database, versions):
        within[line.journey] = within.get(line.journey, 0) + line.customers
    return tuple(
        _line(definitions.program(version).journey, version, within.get(name, 0), name in paused)
        for name, version in versions.items()
    )


def _line(journey: Journey, version: str, within: int, paused: bool) -> JourneyLine:
    told = {name: getattr(journey, name) for name in ("journey", "title", "department", "status", "delivery")}
    return JourneyLine.model_validate({**told, "version": version, "inside": within, "paused": paused})
