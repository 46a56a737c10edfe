"""Says who is inside which version of a journey, and where moving them to what is not published yet would take them."""

from dataclasses import dataclass, replace

from pydantic import ValidationError
from sqlalchemy import Engine

from audit.publications import SqlPublications, SqlShelf
from audit.queries.inside import inside
from catalogue.differences.catalogues import Difference
from catalogue.differences.edition import Edition
from catalogue.differences.inside import Going, Inside
from engine.contracts.ports import PartMissing, Shelf
from engine.language.canonical import canonical
from engine.language.catalogue import Catalogue
from starter.moving.migrating import preview


def inside_of(database: Engine, difference: Difference) -> Inside:
    """Who is where, and where those in journeys that differ would go if they were moved after publishing."""
    found = Inside(customers_inside(database), since(database))
    going = {
        change.name: _going(database, difference.after, change.name)
        for change in difference.journeys
        if change.after is not None and found.customers.get(change.name)
    }
    return replace(found, going=going)


def _going(database: Engine, after: Edition, journey: str) -> tuple[Going, ...]:
    """A number that is not given yet names what is compared with: nothing is ordered."""
    shelf = _Unpublished(SqlShelf(database), after)
    try:
        previewed = preview(database, shelf, journey, after.versions[journey], 0, {})
    except (PartMissing, ValidationError):
        return ()  # a version that this code cannot read stays where it is: `migrate` says so
    return tuple(Going(one.step, one.enrolments, one.outcome, one.to) for one in previewed.going)


@dataclass(frozen=True)
class _Unpublished:
    """A shelf with the journeys of an edition beside what is published."""

    published: Shelf
    edition: Edition

    def catalogue(self, number: int) -> str:
        return self.published.catalogue(number)

    def part(self, name: str) -> str:
        for journey, version in self.edition.versions.items():
            if version == name:
                return canonical(self.edition.journeys[journey])
        return self.published.part(name)


def customers_inside(database: Engine) -> dict[str, dict[str, int]]:
    """Journey → version → customers."""
    customers: dict[str, dict[str, int]] = {}
    for line in inside(database):
        customers.setdefault(line.journey, {})[line.version] = line.customers
    return customers


def since(database: Engine) -> dict[str, int]:
    """The number under which each version was published first."""
    numbers: dict[str, int] = {}
    for publication in SqlPublications(database).numbers():
        for version in Catalogue.model_validate_json(publication.catalogue).journeys.values():
            numbers.setdefault(version, publication.number)
    return numbers
