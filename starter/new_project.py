"""Writes a project of one's own out of the shipped template: a journey, a message, events and tests."""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from starter.errors import InputRefused

_TEMPLATE = "templates/project"
_RENAMED = {"gitignore": ".gitignore"}
_NOT_IN_MAILS = ("<", "&", "{{", "{%")
_SUFFIX = ".template"
"""On what would be taken for a part of the product where the template stands."""


def new_project(folder: Path, name: str) -> list[Path]:
    """What was written, relative to the folder. Raises InputRefused where something stands already, OSError."""
    key = _key(name)
    _check_empty(folder)
    written = []
    for place, text in sorted(_texts(files("starter").joinpath(_TEMPLATE), PurePosixPath())):
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text.replace("@NAME@", name).replace("@KEY@", key), encoding="utf-8", newline="\n")
        written.append(Path(place))
    return written


def _check_empty(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputRefused(f"{folder} is a file: name a new folder")
    if folder.is_dir() and any(folder.iterdir()):
        raise InputRefused(f"{folder} is not empty: name a new folder, so that nothing of yours is overwritten")


def _key(name: str) -> str:
    """The name as journeys files spell names. Raises InputRefused for one with no letter in it."""
    if any(sign in name for sign in _NOT_IN_MAILS) or not name.isprintable():
        raise InputRefused(f"--name {name!r}: a name of one line, without <, &, {{{{ and {{%, since it stands in mails")
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    if not re.match("[a-z]", key):
        raise InputRefused(f"--name {name!r}: a name that begins with a letter from a to z")
    return key[:60].rstrip("-")


def _texts(folder: Traversable, place: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry, place / entry.name)
        else:
            name = _RENAMED.get(entry.name, entry.name.removesuffix(_SUFFIX))
            yield place / name, entry.read_text(encoding="utf-8")
