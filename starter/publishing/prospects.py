"""What publishing would change, seen from the catalogue in force, and how many customers it concerns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from sqlalchemy import Engine, inspect

from audit.publications import SqlPublications, SqlShelf
from catalogue.build import Built
from catalogue.definitions import Definitions
from catalogue.differences.catalogues import Difference, compare
from catalogue.differences.edition import NOTHING, EditionUnreadable, edition_of, published
from catalogue.differences.inside import Inside
from catalogue.drawing.words import duration
from catalogue.lint import live_fixes
from catalogue.lint.live_fixes import Pinned
from catalogue.shelf import CachedShelf
from engine.contracts.ports import PartMissing, Shelf
from engine.journeys.existing import asked
from engine.language.catalogue import Catalogue
from engine.language.journey import Journey
from starter.errors import InputRefused
from starter.publishing.insiders import inside_of
from starter.publishing.lost_triggers import lost_triggers

_NEEDED = ("catalogue", "part", "directory")


@dataclass(frozen=True)
class Prospect:
    """From the catalogue in force (0: none) to what would be published."""

    number: int
    built: Built
    difference: Difference
    inside: Inside
    same: bool
    """whether exactly this is in force already"""
    starts: tuple[str, ...] = ()
    """what publishing it begins, in words"""
    lost: tuple[str, ...] = ()
    """what those inside would listen to in vain, in words"""


def prospect(database: Engine, built: Built) -> Prospect:
    """Reads only, and takes a database that was never prepared for an empty one. Raises InputRefused."""
    if not is_prepared(database):
        return Prospect(0, built, compare(NOTHING, edition_of(built)), Inside({}, {}), same=False)
    number = SqlPublications(database).in_force()
    shelf = CachedShelf(SqlShelf(database))
    try:
        difference = compare(published(shelf, number), edition_of(built))
    except (EditionUnreadable, PartMissing) as error:
        raise InputRefused(f"the difference to catalogue {number} cannot be told: {error}") from error
    before = shelf.catalogue(number) if number else None
    starts = tuple(_starting(before, built.catalogue, shelf, built.parts))
    inside = inside_of(database, difference)
    try:
        lost = tuple(lost_triggers(difference, inside, shelf))
    except ValidationError:
        lost = ()  # a version that this code cannot read: `migrate` says so
    return Prospect(number, built, difference, inside, before == built.catalogue, starts, lost)


def old_content(database: Engine, number: int, lookups: Mapping[str, str]) -> Prospect:
    """What publishing the content of an old number again would change. Raises InputRefused."""
    if not is_prepared(database) or not 1 <= number <= SqlPublications(database).in_force():
        raise InputRefused(f"there is no catalogue {number}: `twostep catalogue list` shows those there are")
    shelf = SqlShelf(database)
    text = shelf.catalogue(number)
    try:
        catalogue = Catalogue.model_validate_json(text)
        found = prospect(database, Built(text, {name: shelf.part(name) for name in catalogue.parts()}))
    except PartMissing as error:
        raise InputRefused(f"catalogue {number} cannot come back: {error}") from error
    _refuse_missing(number, found.difference, lookups)
    return found


def _refuse_missing(number: int, difference: Difference, lookups: Mapping[str, str]) -> None:
    """What is in force now shows what the workers have; more than that must be known here."""
    before, after = difference.before, difference.after
    assert before.plan and before.policy and after.plan and after.policy  # both were published
    missing = [
        f"look-up {name!r}: register it with the workers, and say so here: LOOKUPS={name}=package.module:Class"
        for name in sorted(after.plan.lookups.keys() - before.plan.lookups.keys() - lookups.keys())
    ]
    missing += [
        f"channel {channel.value!r}: what is in force does not use it; publish a folder without it in policy.yaml"
        for channel in sorted(after.policy.channels.keys() - before.policy.channels.keys())
    ]
    if missing:
        raise InputRefused("\n".join((f"catalogue {number} cannot come back, it needs what is not there:", *missing)))


def refuse_lacking(found: Prospect, database: Engine, definitions: Definitions) -> None:
    """A live fix of a message must suit those who are inside older versions of its journeys. Raises InputRefused."""
    if not found.inside.customers:
        return
    shelf = SqlShelf(database)
    changed = {change.name for change in found.difference.messages if change.kind != "withdrawn"}
    newest = found.difference.after.versions
    pinned = (
        Pinned(Journey.model_validate_json(shelf.part(version)), customers, found.inside.since.get(version, 0))
        for journey, versions in found.inside.customers.items()
        for version, customers in versions.items()
        if newest.get(journey) != version
    )
    faults = tuple(live_fixes.check(definitions, changed, pinned))
    if faults:
        listed = "\n".join(str(fault) for fault in faults)
        raise InputRefused(f"nothing was published: messages that follow live would lack something\n{listed}")


def _starting(before: str | None, now: str, shelf: Shelf, parts: Mapping[str, str]) -> Iterator[str]:
    """What publishing begins for customers who are there already."""
    if before is None:
        return

    def part(name: str) -> str:
        return parts.get(name) or shelf.part(name)

    old, new = Catalogue.model_validate_json(before), Catalogue.model_validate_json(now)
    for wanted in asked(old, new, part).wanted:
        if wanted.kind == "enrol" and wanted.pace is not None:
            pace = f"{wanted.pace.count} per {duration(wanted.pace.per)}"
            yield f"then those who meet the condition of {wanted.concerns[0]!r} already are enrolled, {pace}"


def is_prepared(database: Engine) -> bool:
    """Whether the tables that are read here exist."""
    looking = inspect(database)
    return all(looking.has_table(name) for name in _NEEDED)
