"""`lint`, `publish`: what marketers write, checked and put in force."""

from pathlib import Path
from typing import Annotated

import typer

from catalogue.faults import Fault, errors
from catalogue.lint.checks import lint as find_faults
from starter.cli.app import out, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption
from starter.counting import counted
from starter.opening import opened_database
from starter.publishing import publish_into

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A journeys folder.", show_default=False)]
FolderOrSetting = Annotated[
    Path | None, typer.Argument(metavar="[FOLDER]", help="A journeys folder.", show_default="JOURNEYS_DIR")
]


def lint(folder: Folder, json: JsonOption = False) -> None:
    """Check a journeys folder; code 1 when anything in it could not be published."""
    faults, definitions = find_faults(folder)
    if json:
        write_json(faults)
    else:
        _show(faults)
        if definitions is not None:
            what = f"{counted(len(definitions.journeys), 'journey')}, {counted(len(definitions.messages), 'message')}"
            out().print(f"{folder}: {what}, no error", markup=False)
    if errors(faults):
        raise typer.Exit(1)


def publish(folder: FolderOrSetting = None, json: JsonOption = False) -> None:
    """Check a journeys folder and put it in force, unless the same is in force already."""
    settings = client_settings()
    with opened_database(settings) as database:
        published = publish_into(database, folder or settings.journeys_dir)
    if json:
        write_json(published)
        return
    _show(published.warnings)
    said = "is in force now" if published.changed else "was in force already: nothing changed"
    what = f"{counted(published.journeys, 'journey')}, {counted(published.messages, 'message')}"
    out().print(f"catalogue {published.number} {said} ({what})", markup=False)


def _show(faults: list[Fault] | tuple[Fault, ...]) -> None:
    for fault in faults:
        out().print(str(fault), markup=False)
