"""`init`: a project of one's own to begin with."""

import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import quote
from shutil import which
from typing import Annotated

import typer

from starter.cli.app import out
from starter.new_project import new_project


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.", show_default=False)],
    name: Annotated[
        str | None, typer.Option(help="What it is called, for instance in its mails.", show_default="the folder's name")
    ] = None,
) -> None:
    """Write a project of your own: a journey, its mail, events to simulate and tests, all of it working."""
    written = new_project(folder, name or folder.resolve().name)
    lines = [f"{folder}: {len(written)} files", "", *(f"  {place}" for place in written), "", "next:", ""]
    lines += [
        *_activated(),
        f"  cd {quote(str(folder))}",
        "  twostep lint journeys",
        "  twostep simulate journeys events.csv --customer ann",
        "  twostep test journeys",
    ]
    lines += ["  pip install pytest pytest-asyncio && pytest", "  twostep run", "", "README.md there tells of the rest"]
    out().print("\n".join(lines), markup=False)


def _activated() -> Iterator[str]:
    """Where it was called by its path: after `cd` the commands below would not be found."""
    activate = Path(sys.prefix) / "bin" / "activate"
    if which("twostep") is None and activate.is_file():
        yield f"  . {quote(str(activate))}"
