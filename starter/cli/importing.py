"""`import`: what other systems know of customers; nobody is ever written to by it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from audit.address import AddressKey
from audit.migrate import migrate
from runtime.settings import ConfigurationError, Settings
from starter.cli.app import bar, one_message, out, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption, perform
from starter.counting import counted
from starter.importing.columns import check_columns
from starter.importing.kinds import KINDS, Kind, Reader
from starter.importing.lines import Lines
from starter.importing.run import Importing, Mark
from starter.ledger_side import published_in
from starter.opening import known_id, opened_database

import_ = typer.Typer(
    name="import",
    help="Take in what other systems know: docs/importing.md. Nobody is written to by it.",
    no_args_is_help=True,
    add_completion=False,
)

ImportFile = Annotated[
    Path, typer.Argument(metavar="FILE", help=".csv or .ndjson: docs/importing.md.", exists=True, dir_okay=False)
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and judge everything, and keep nothing.")]

REFUSED = 3
"""exit code where lines were refused"""

_SAID = {
    "customers": "Profiles: customer_id, at, and the attributes of schema.yaml.",
    "consents": "Consents: customer_id, status, at, source, wording, purpose, channel, topic, confirmed.",
    "suppressions": "Addresses that may not be written to: address, channel, scope, cause, at.",
    "events": "Triggers: customer_id, type, at, id, and the properties of schema.yaml.",
    "messages": "What was sent by other systems, so that caps count it: the columns of `twostep audit import`.",
}


def _import(kind: Kind, file: Path, dry_run: bool, json: bool) -> None:
    settings = client_settings("ledger")
    importing, done = perform(_run(settings, kind, file, dry_run))
    if json:
        write_json(done)
    else:
        _tell(done, importing.refused_file, "would be taken in" if dry_run else "taken in")
    if done.refused:
        raise typer.Exit(REFUSED)


def _tell(done: Mark, refused_file: Path, verb: str) -> None:
    console = out()
    console.print(f"{counted(done.taken + done.refused, 'line')}: {done.taken:,} {verb}, {done.refused:,} refused")
    if done.refused:
        console.print(f"the refused lines, and how to mend them: {refused_file}", markup=False)


async def _run(settings: Settings, kind: Kind, file: Path, dry_run: bool) -> tuple[Importing, Mark]:
    lines = Lines(file)
    if lines.columns is not None:
        check_columns(file, kind, lines.columns)
    with opened_database(settings) as database, bar() as progress:
        migrate(database)
        known = await published_in(database).in_force()
        reader = Reader(kind, known.plan, known.channels, lambda id: known_id(settings, id), lines.written)
        key = _key(settings) if kind == "suppressions" else None
        importing = Importing(lines, reader, known, None if dry_run else database, key)
        task = progress.add_task(f"importing {kind}", total=lines.size)
        try:
            return importing, await importing.run(lambda read, _size: progress.update(task, completed=read))
        except asyncio.CancelledError:
            typer.echo("interrupted: the same command goes on where it was", err=True)
            raise


def _key(settings: Settings) -> AddressKey:
    if settings.address_key is None:
        raise ConfigurationError("ADDRESS_KEY is not set: suppressed addresses are kept as hashes made with it")
    return AddressKey(settings.address_key.get_secret_value().encode())


def _command(kind: Kind) -> None:
    def command(file: ImportFile, dry_run: DryRun = False, json: JsonOption = False) -> None:
        _import(kind, file, dry_run, json)

    import_.command(kind, help=_SAID[kind])(one_message(command))


for _kind in KINDS:
    _command(_kind)
