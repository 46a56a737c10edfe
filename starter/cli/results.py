"""`results`: what came of a journey, from the ledger alone."""

import csv
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine

from audit.publications import SqlPublications, SqlShelf
from engine.definitions import Definitions
from engine.localtime.instants import instant_of
from engine.model import Instant
from engine.telling.details import local_zone
from engine.telling.phrases import clock
from engine.telling.titles import Titles
from starter.cli.app import out, plain_table, said, write_file, write_json
from starter.cli.results_page import results_page
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.errors import InputRefused
from starter.opening import opened_database
from trials.results.journey import results as results_of
from trials.results.result import JourneyResults
from trials.results.tables import rows, tables
from trials.simulating.tables import Table

_COLUMNS = ("kind", "group", "what", "of", "number")
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)


def results(
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="The journey's key.", show_default=False)],
    since: Annotated[
        str | None, typer.Option("--since", help="Those who entered from this day or instant on, such as 2026-04-14.")
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Those who entered before it.")] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="As a page; - writes it here.", allow_dash=True, dir_okay=False),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write every number as a line of CSV.")] = False,
    json: JsonOption = False,
) -> None:
    """What came of a journey: how far people came, what they got and answered, arm against control."""
    with opened_database(client_settings()) as database:
        number = SqlPublications(database).in_force()
        definitions = Definitions(SqlShelf(database))
        zone = local_zone({}, definitions, number)
        found = results_of(database, journey, _instant("--since", since, zone), _instant("--until", until, zone))
        _check_known(database, definitions, number, found)
        titles = Titles(definitions, number)
        made, title = tables(found, titles), titles.journey(journey)
    if json:
        write_json(found)
    elif csv:
        _write_csv(found)
    elif html is not None:
        _write_page(results_page(f"“{title}”", _period(found, zone), made), html)
    else:
        _show(f"results of “{title}”: {_period(found, zone)}", made)


def _check_known(database: Engine, definitions: Definitions, number: int, found: JourneyResults) -> None:
    """Raises InputRefused for a journey that is not published and that nobody ever entered."""
    live = definitions.catalogue(number).journeys if number else {}
    if found.journey in live or found.groups or results_of(database, found.journey).groups:
        return
    raise InputRefused(f"no journey {found.journey!r}: published are {', '.join(sorted(live)) or 'none'}")


def _instant(option: str, written: str | None, zone: ZoneInfo) -> datetime | None:
    """A day begins at midnight in the organisation's zone. Raises InputRefused."""
    if written is None:
        return None
    try:
        return instant_of(date.fromisoformat(written), time(0), zone)
    except ValueError:
        pass  # not a day
    try:
        return _INSTANT.validate_python(written)
    except ValidationError as error:
        raise InputRefused(f"{option}: {said(error.errors()[0]['msg'])}") from error


def _period(found: JourneyResults, zone: ZoneInfo) -> str:
    since = f"from {clock(found.since, zone)} " if found.since else ""
    until = f"before {clock(found.until, zone)} " if found.until else ""
    return f"those who entered {since}{until}({zone.key})" if since or until else "everybody who ever entered"


def _show(heading: str, made: tuple[Table, ...]) -> None:
    console = out()
    console.print(heading, markup=False)
    if not made:
        console.print("nobody has entered", markup=False)
    for one in made:
        console.print(f"\n{one.title}", style="bold", markup=False)
        table = plain_table(*one.columns)
        for row in one.rows:
            table.add_row(*row)
        console.print(table)


def _write_csv(found: JourneyResults) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(rows(found))


def _write_page(page: str, file: Path) -> None:
    if file == Path("-"):
        typer.echo(page, nl=False)
        return
    write_file(page, file)
    out().print(f"{file}: the results", markup=False)
