"""Begins a refresh by hand, outside an act of publishing."""

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine

from audit.database import write
from audit.publications import SqlPublications, SqlShelf
from audit.refresh_jobs import begin, running
from engine.contracts.verbs import Refresh
from engine.language.catalogue import Catalogue
from engine.language.journey import ConditionEntry, EnrolExisting, Journey, Pace, PaceForm
from starter.errors import InputRefused, NothingPublished
from starter.operating.login import login_name

_PACE: TypeAdapter[Pace] = TypeAdapter(PaceForm)


def begin_refresh(database: Engine, journey: str, pace: str | None) -> int:
    """The number of the catalogue under which it runs. Raises InputRefused, NothingPublished."""
    number = SqlPublications(database).in_force()
    if number == 0:
        raise NothingPublished
    existing = _existing(SqlShelf(database), number, journey)
    chosen = existing.pace if pace is None else written_pace(pace)

    def append(connection: Connection) -> None:
        if any(kind == "enrol" and journey in concerns for _, kind, concerns in running(connection)):
            raise InputRefused(f"{journey!r} is being refreshed already: `twostep refreshes` shows how far it is")
        begin(connection, "enrol", (journey,), Refresh(journey=journey), number, chosen, login_name())

    write(database, append)
    return number


def written_pace(text: str) -> Pace:
    """Raises InputRefused."""
    try:
        return _PACE.validate_python(text)
    except ValueError as error:
        raise InputRefused(f"{text!r} is no pace: write customers and time, such as '2000 per 1h'") from error


def _existing(shelf: SqlShelf, number: int, name: str) -> EnrolExisting:
    catalogue = Catalogue.model_validate_json(shelf.catalogue(number))
    if name not in catalogue.by_condition:
        there = ", ".join(catalogue.by_condition) or "none"
        raise InputRefused(f"no journey {name!r} is entered by a condition: there is {there}")
    entry = Journey.model_validate_json(shelf.part(catalogue.journeys[name])).enter
    if not isinstance(entry, ConditionEntry) or not isinstance(entry.existing, EnrolExisting):
        fix = "publish it with `existing: { enrol: true, pace: 2000 per 1h }`"
        raise InputRefused(f"{name!r} ignores those who meet its condition already: {fix}")
    return entry.existing
