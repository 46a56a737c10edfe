"""What is typed on the command line: options that commands share, and values out of words."""

import asyncio
import json
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import uuid4

import typer
from pydantic import JsonValue

from engine.language.durations import parse_duration
from engine.model import Attributes
from starter.errors import InputRefused

T = TypeVar("T")

CustomerId = Annotated[str, typer.Argument(metavar="CUSTOMER", help="The customer's id.", show_default=False)]
Values = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME=VALUE]...", help="Numbers, true, false and JSON as such; the rest are texts."),
]
InputIdOption = Annotated[
    str | None, typer.Option("--id", help="Its own id: the same one again changes nothing.", show_default="a new one")
]
AtOption = Annotated[
    str | None, typer.Option("--at", help="When it happened, such as 2026-04-14T08:10:00Z.", show_default="now")
]
PropertiesFile = Annotated[
    Path | None, typer.Option("--properties", help="A JSON file with more of them.", exists=True, dir_okay=False)
]
BackfillOption = Annotated[bool, typer.Option("--backfill", help="An import: remembered, and nothing is entered.")]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why, for whoever asks later.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def span(option: str, written: str) -> timedelta:
    """A duration such as 10m. Raises InputRefused."""
    try:
        return parse_duration(written)
    except ValueError as error:
        raise InputRefused(f"{option}: {error}") from error


def per_second(rate: str) -> float:
    """`20/s`, `600/m` or `20`. Raises InputRefused."""
    number, _, unit = rate.partition("/")
    spans = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3_600.0}
    try:
        found = float(number) / spans[unit]
    except (KeyError, ValueError):
        found = 0.0
    if found <= 0:
        raise InputRefused(f"--rate {rate!r}: write a number and a span, such as 20/s or 600/m")
    return found


def perform(work: Coroutine[None, None, T]) -> T:
    return asyncio.run(work)


def input_id(given: str | None) -> str:
    return given or uuid4().hex


def instant(given: str | None) -> str:
    """The text as it was typed: the input's own type says what is wrong with it."""
    return given or datetime.now(UTC).isoformat()


def attributes(words: Sequence[str] | None, file: Path | None = None) -> Attributes:
    """`quantity=2 gift=true note=hello`, on top of what a JSON file holds. Raises InputRefused."""
    values = _of_file(file) if file is not None else {}
    for word in words or ():
        name, equals, text = word.partition("=")
        if not (name and equals):
            raise InputRefused(f"{word!r} is no value: write NAME=VALUE")
        values[name] = _value(text)
    return values


def _value(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        return text
    return value


def _of_file(file: Path) -> Attributes:
    try:
        values = json.loads(file.read_text())
    except ValueError as error:
        raise InputRefused(f"{file} is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise InputRefused(f"{file} does not hold an object: write {{...}} with one entry for each name")
    return values
