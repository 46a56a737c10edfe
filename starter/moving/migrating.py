"""Says where the running enrolments of a journey would go in its newest version, and begins to move them."""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, Engine

from audit.database import write
from audit.publications import SqlPublications, SqlShelf
from audit.queries.standing import standing
from audit.refresh_jobs import LOOK_PACE, begin, running
from engine.contracts.ports import Shelf
from engine.contracts.verbs import Migrate
from engine.journeys.migrating import StepMap, destination
from engine.journeys.program import Program
from engine.language.catalogue import Catalogue
from engine.language.journey import Journey, Pace
from engine.model import Frozen
from starter.errors import InputRefused, NothingPublished
from starter.operating.login import login_name


class Going(Frozen):
    """Enrolments that stand at one step of one older version, and where they would go."""

    version: str
    step: str
    enrolments: int
    outcome: Literal["stays", "moves", "ends"]
    to: str | None


class Migration(Frozen):
    """What a migration would do: previewed, and begun only then."""

    order: Migrate
    going: tuple[Going, ...]

    @property
    def enrolments(self) -> int:
        return sum(one.enrolments for one in self.going)


def planned(database: Engine, journey: str, steps: StepMap) -> Migration:
    """To the version in force. Raises InputRefused, NothingPublished."""
    number = SqlPublications(database).in_force()
    if number == 0:
        raise NothingPublished
    shelf = SqlShelf(database)
    catalogue = Catalogue.model_validate_json(shelf.catalogue(number))
    version = catalogue.journeys.get(journey)
    if version is None:
        raise InputRefused(f"no journey {journey!r} is published: there is {', '.join(sorted(catalogue.journeys))}")
    return preview(database, shelf, journey, version, number, steps)


def preview(database: Engine, shelf: Shelf, journey: str, version: str, number: int, steps: StepMap) -> Migration:
    """Where everybody would go who is not on that version. Raises InputRefused for a step that is nowhere."""
    new = _program(shelf, version)
    places = [one for one in standing(database, journey) if one.version != version]
    programs = {one.version: _program(shelf, one.version) for one in places}
    _check(steps, new, list(programs.values()))
    going = []
    for place in places:
        to = destination(programs[place.version], new, place.step, steps)
        going.append(Going(**place.model_dump(), outcome=to.outcome, to=to.step))
    order = Migrate(journey=journey, to_version=version, catalogue=number, steps=dict(steps))
    return Migration(order=order, going=tuple(going))


def begin_migration(database: Engine, migration: Migration, pace: Pace | None) -> None:
    """Raises InputRefused while the journey is being moved already."""
    order = migration.order

    def append(connection: Connection) -> None:
        if any(kind == "migrate" and order.journey in concerns for _, kind, concerns in running(connection)):
            raise InputRefused(f"{order.journey!r} is being moved already: `twostep refreshes` shows how far it is")
        begin(connection, "migrate", (order.journey,), order, order.catalogue, pace or LOOK_PACE, login_name())

    write(database, append)


def _check(steps: StepMap, new: Program, old: Sequence[Program]) -> None:
    for step, to in steps.items():
        if to is not None and to not in new.places:
            raise InputRefused(f"the version in force has no step {to!r}: it has {', '.join(new.places)}")
        if old and not any(step in program.places for program in old):
            raise InputRefused(f"no version that anybody is in has a step {step!r}: write old=new")


def _program(shelf: Shelf, version: str) -> Program:
    return Program(Journey.model_validate_json(shelf.part(version)), version)
