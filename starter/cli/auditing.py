"""`audit import`, and the group of the commands that look at everybody's messages."""

from pathlib import Path
from typing import Annotated

import typer

from catalogue.faults import Fault
from starter.cli.app import bar, one_message, out, write_json
from starter.cli.auditing_report import report
from starter.cli.auditing_verify import verify
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.counting import counted
from starter.opening import opened_database
from trials.imported.importing import ImportReport, import_file

_TOLD = 50
"""refused lines; of more only the number is told"""

audit = typer.Typer(
    name="audit",
    help="Everybody's messages: who wrote to whom, what was kept back, and whether the ledger is whole.",
    no_args_is_help=True,
    add_completion=False,
)

SentFile = Annotated[
    Path, typer.Argument(metavar="FILE", help=".csv or .ndjson: docs/operators.md.", exists=True, dir_okay=False)
]


def import_(file: SentFile, json: JsonOption = False) -> None:
    """Take in what other systems sent, for reports; nobody is mailed, and the same file again changes nothing."""
    refused: list[Fault] = []
    with opened_database(client_settings("ledger")) as database, bar() as progress:
        task = progress.add_task("importing", total=None)
        done = import_file(
            database, file, refused.append, lambda read, size: progress.update(task, completed=read, total=size)
        )
    for fault in refused[:_TOLD]:
        typer.echo(str(fault), err=True)
    if len(refused) > _TOLD:
        typer.echo(f"… and {len(refused) - _TOLD:,} more", err=True)
    if json:
        write_json(done)
    else:
        out().print(_said(done), markup=False)


def _said(done: ImportReport) -> str:
    return (
        f"{counted(done.lines, 'line')}: {done.new:,} taken in, {done.known:,} known already, {done.refused:,} refused"
    )


audit.command("import")(one_message(import_))
audit.command("report")(one_message(report))
audit.command("verify")(one_message(verify))
