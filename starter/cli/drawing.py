"""`graph`, `map`: journeys as pictures."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from catalogue.definitions import Definitions
from catalogue.drawing.journey_map import read_map
from catalogue.drawing.map_mermaid import map_mermaid
from catalogue.drawing.map_svg import map_svg
from catalogue.drawing.mermaid import mermaid
from catalogue.drawing.reading import read
from catalogue.drawing.svg import svg
from catalogue.faults import did_you_mean
from catalogue.folder import read_folder
from engine.language.message import Message
from starter.cli.app import out as console
from starter.cli.app import write_file
from starter.cli.surroundings import journeys_folder
from starter.errors import InputRefused


class Format(StrEnum):
    SVG = "svg"
    MERMAID = "mermaid"


FolderOption = Annotated[
    Path | None, typer.Option("--folder", metavar="FOLDER", help="A journeys folder.", show_default="JOURNEYS_DIR")
]
FormatOption = Annotated[
    Format | None, typer.Option("--format", help="SVG or Mermaid.", show_default="svg, or as FILE ends")
]
OutOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Where to write it.", show_default="standard output")
]
_MERMAID_ENDINGS = (".mmd", ".mermaid", ".md")


def graph(
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="The journey's key.", show_default=False)],
    folder: FolderOption = None,
    format: FormatOption = None,
    out: OutOption = None,
) -> None:
    """Draw a journey: its steps, branches, waits, outcomes, exits and goal."""
    definitions = read_definitions(folder)
    placed = definitions.journeys.get(journey)
    if placed is None:
        fix = did_you_mean(journey, definitions.journeys, "name one of the folder")
        raise InputRefused(f"there is no journey {journey!r}: {fix}")
    chart = read(placed.model, messages_of(definitions))
    _write(mermaid(chart) if _format(format, out) is Format.MERMAID else svg(chart), out)


def map(folder: FolderOption = None, format: FormatOption = None, out: OutOption = None) -> None:
    """Draw all journeys as one picture: what enters which, which starts which, by stage."""
    definitions = read_definitions(folder)
    journeys = {name: placed.model for name, placed in definitions.journeys.items()}
    drawn = read_map(f"Journeys: {definitions.policy.model.policy}", journeys, messages_of(definitions))
    _write(map_mermaid(drawn) if _format(format, out) is Format.MERMAID else map_svg(drawn), out)


def read_definitions(folder: Path | None) -> Definitions:
    """What a folder holds, also where lint finds more to say. Raises InputRefused with the faults of form."""
    path = journeys_folder(folder)
    definitions, faults = read_folder(path)
    if definitions is None:
        raise InputRefused("\n".join((f"{path} cannot be read as it is:", *(str(fault) for fault in faults))))
    return definitions


def messages_of(definitions: Definitions) -> dict[str, Message]:
    return {name: content.model for name, content in definitions.messages.items()}


def _format(wanted: Format | None, file: Path | None) -> Format:
    if wanted is not None:
        return wanted
    return Format.MERMAID if file is not None and file.suffix in _MERMAID_ENDINGS else Format.SVG


def _write(text: str, file: Path | None) -> None:
    if file is None:
        typer.echo(text, nl=False)
        return
    write_file(text, file)
    console().print(f"written: {file}", markup=False)
