"""Pauses and resumes for everybody, in the ledger: by name of what is published, recorded with who says so."""

from collections.abc import Iterator

from sqlalchemy import Engine

from audit.database import database_now, read
from audit.publications import SqlPublications, SqlShelf
from audit.queries.pauses import obstacles
from audit.shared_rows import hold_channel, pause, pauses, resume
from engine.contracts.shared_pause import SharedPause
from engine.definitions import Definitions
from engine.language.catalogue import Catalogue
from engine.language.terms import Channel
from starter.errors import InputRefused
from starter.operating.login import login_name


def pause_everybody(database: Engine, what: SharedPause, reason: str, by: str | None = None) -> None:
    """`by`: unless it is the login. Raises InputRefused where nothing of that name was ever published, or it is paused
    already."""
    _check_name(database, what)
    if what in read(database, pauses):
        raise InputRefused(f"{what} is paused already: `twostep pauses` shows by whom")
    pause(database, what, by or login_name(), reason)


def resume_everybody(database: Engine, what: SharedPause, reason: str, by: str | None = None) -> None:
    """End a pause; of a channel also what holds it. Raises InputRefused where there is nothing to end."""
    by = by or login_name()
    paused = what in read(database, pauses)
    held = what.kind == "channel" and any(one.channel == what.name for one in obstacles(database).held)
    if not paused and not held:
        raise InputRefused(f"{what} is not paused: `twostep pauses` shows what is")
    if paused:
        resume(database, what, by, reason)
    if held:
        over = read(database, database_now)
        hold_channel(database, Channel(what.name), over, f"ended by {by}" + (f": {reason}" if reason else ""))


def _check_name(database: Engine, what: SharedPause) -> None:
    if what.kind in ("everything", "channel"):
        return
    known = set(_names(database, what))
    if what.name not in known:
        there = ", ".join(sorted(known)) or "none"
        raise InputRefused(f"no {what.kind} {what.name!r} was ever published: there is {there}")


def _names(database: Engine, what: SharedPause) -> Iterator[str]:
    """Of everything ever published: somebody may still be inside."""
    for publication in SqlPublications(database).numbers():
        catalogue = Catalogue.model_validate_json(publication.catalogue)
        match what.kind:
            case "journey":
                yield from catalogue.journeys
            case "message":
                yield from catalogue.messages
            case _:
                yield from _departments(Definitions(SqlShelf(database)), publication.number, catalogue)


def _departments(definitions: Definitions, number: int, catalogue: Catalogue) -> Iterator[str]:
    yield from definitions.policy(number).departments
    for content in catalogue.messages.values():
        yield definitions.message(content).definition.department
