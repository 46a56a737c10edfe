"""`lint`: what marketers write, checked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from catalogue.faults import Fault, errors
from catalogue.lint.checks import lint as find_faults
from starter.cli.app import out, write_json
from starter.cli.surroundings import journeys_folder
from starter.cli.words import JsonOption
from starter.counting import counted

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="A journeys folder.", show_default=False)]
FolderOrSetting = Annotated[
    Path | None, typer.Argument(metavar="[FOLDER]", help="A journeys folder.", show_default="JOURNEYS_DIR")
]


def lint(named: FolderOrSetting = None, json: JsonOption = False) -> None:
    """Check a journeys folder; code 1 when anything in it could not be published."""
    folder = journeys_folder(named)
    faults, definitions = find_faults(folder)
    if json:
        write_json(faults)
    else:
        show_faults(faults)
        if definitions is not None:
            what = f"{counted(len(definitions.journeys), 'journey')}, {counted(len(definitions.messages), 'message')}"
            out().print(f"{folder}: {what}, no error", markup=False)
    if errors(faults):
        raise typer.Exit(1)


def show_faults(faults: Sequence[Fault]) -> None:
    """Each with its place and its fix."""
    for fault in faults:
        out().print(str(fault), markup=False)
