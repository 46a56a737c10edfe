"""`refreshes`, `refresh`: what goes through many customers at a pace, how far it is, and one begun by hand."""

from typing import Annotated

import typer

from audit.queries.refreshes import RefreshLine
from audit.queries.refreshes import refreshes as all_refreshes
from engine.language.durations import format_duration
from starter.cli.app import out, plain_table, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.moving.refresh_order import begin_refresh
from starter.opening import opened_database

_DOES = {"look": "meet", "enrol": "enrol", "migrate": "move"}


def refreshes(json: JsonOption = False) -> None:
    """What goes through many customers at a pace, newest first, and how far it is."""
    with opened_database(client_settings()) as database:
        found = all_refreshes(database)
    if json:
        write_json(found)
        return
    table = plain_table("job", "does", "journey", "catalogue", "done", "of", "pace", "state", "begun (UTC)")
    for one in found:
        table.add_row(*_row(one))
    out().print(table if found else "nothing was ever published that needed one")


def refresh(
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="Entered by a condition.", show_default=False)],
    pace: Annotated[
        str | None, typer.Option(help="Customers and time, such as '2000 per 1h'.", show_default="the journey's")
    ] = None,
) -> None:
    """Enrol those who meet a journey's condition and did not enter by a change, such as after an import."""
    with opened_database(client_settings()) as database:
        number = begin_refresh(database, journey, pace)
    out().print(f"begun, under catalogue {number}; `twostep refreshes` shows how far it is")


def _row(one: RefreshLine) -> tuple[str, ...]:
    total = "?" if one.state == "counting" else str(one.total)
    pace = f"{one.pace.count} per {format_duration(one.pace.per)}"
    begun = f"{one.started_at:%Y-%m-%d %H:%M:%S}"
    return (
        str(one.id),
        _DOES[one.kind],
        ", ".join(one.concerns),
        str(one.catalogue),
        str(one.done),
        total,
        pace,
        one.state,
        begun,
    )
