"""`clean`: deletes at once what a worker would delete by and by, and shows what that is."""

from typing import Annotated

import typer
from sqlalchemy import Engine

from audit.cleaning import BATCH, Outdated, count_old, delete_old, outdated
from engine.model import Frozen
from starter.background.cleaning import ages_of
from starter.cli.app import out, plain_table, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.opening import opened_database


class Cleaned(Frozen):
    """Rows of a table; `days` None: they are never deleted."""

    table: str
    what: str
    days: float | None
    rows: int


def clean(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be deleted.")] = False,
    json: JsonOption = False,
) -> None:
    """Delete what came in and is old by INBOX_DAYS and PROVIDER_EVENT_DAYS; workers do so by themselves."""
    settings = client_settings("ledger")
    with opened_database(settings) as database:
        rows = count_old if dry_run else _delete_all
        found = [_cleaned(kind, rows(database, kind)) for kind in outdated(ages_of(settings))]
    if json:
        write_json(found)
        return
    table = plain_table("table", "what", "older than", "would be deleted" if dry_run else "deleted")
    for one in found:
        table.add_row(one.table, one.what, "never" if one.days is None else f"{one.days:g} d", f"{one.rows:,}")
    out().print(table)


def _delete_all(database: Engine, kind: Outdated) -> int:
    deleted = 0
    while found := delete_old(database, kind):
        deleted += found
        if found < BATCH:
            break
    return deleted


def _cleaned(kind: Outdated, rows: int) -> Cleaned:
    days = None if kind.age is None else kind.age.total_seconds() / 86_400
    return Cleaned(table=kind.table.name, what=kind.what, days=days, rows=rows)
