"""`migrate`: moves those inside a journey to its newest version, after showing where each would go."""

from typing import Annotated

import typer

from engine.language.journey import Pace
from starter.cli.app import out, plain_table, write_json
from starter.cli.publishing import YesOption, at_terminal
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.errors import InputRefused
from starter.moving.migrating import Going, Migration, begin_migration, planned
from starter.moving.refresh_order import written_pace
from starter.opening import opened_database

OFF = "-"
"""As a new step: off the end."""


def migrate(
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="Its key.", show_default=False)],
    steps: Annotated[
        list[str] | None, typer.Option("--map", metavar="OLD=NEW", help=f"A step's new name; {OFF} for off the end.")
    ] = None,
    preview: Annotated[bool, typer.Option("--preview", help="Only show where each would go.")] = False,
    pace: Annotated[
        str | None, typer.Option(help="Customers and time, such as '500 per 1h'.", show_default="20 per 1s")
    ] = None,
    yes: YesOption = False,
    json: JsonOption = False,
) -> None:
    """Move those who are inside a journey to the version in force, at a pace; shows first where each would go."""
    mapped = dict(_pair(one) for one in steps or ())
    chosen: Pace | None = None if pace is None else written_pace(pace)
    with opened_database(client_settings()) as database:
        found = planned(database, journey, mapped)
        if json:
            write_json(found)
        else:
            _show(found)
        if preview or not found.going:
            return
        if not yes and at_terminal():
            typer.confirm("move them?", abort=True)
        begin_migration(database, found, chosen)
    if not json:
        out().print("begun; `twostep refreshes` shows how far it is")


def _pair(text: str) -> tuple[str, str | None]:
    old, equals, new = text.partition("=")
    if not (old and equals and new):
        raise InputRefused(f"{text!r} maps nothing: write OLD=NEW, or OLD={OFF} for off the end")
    return old, None if new == OFF else new


def _show(found: Migration) -> None:
    console = out()
    if not found.going:
        console.print(f"nobody is in an older version of {found.order.journey}", markup=False)
        return
    table = plain_table("at step", "of version", "enrolments", "")
    for one in found.going:
        table.add_row(one.step, one.version[:8], str(one.enrolments), _told(one))
    console.print(table)
    console.print(f"{found.enrolments} to version {found.order.to_version[:8]}", markup=False)


def _told(one: Going) -> str:
    match one.outcome:
        case "stays":
            return "stays" if one.to == one.step else f"goes on standing at {one.to}"
        case "moves":
            return f"moves to {one.to}"
        case "ends":
            return "ends: completed"
