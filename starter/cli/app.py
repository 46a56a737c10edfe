"""The command line's frame: one clear message for every error, and where text and JSON are written."""

import os
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import IO, Any, ParamSpec

import typer
from pydantic import BaseModel, TypeAdapter, ValidationError
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from engine.errors import ToldError
from starter.errors import InputRefused

P = ParamSpec("P")
WIDE = 200


def one_message(command: Callable[P, None], code: int = 1) -> Callable[P, None]:
    """The command, telling an error as one message on standard error and ending with the code."""

    @wraps(command)
    def telling(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except Exception as error:
            message = told(error)
            if message is None:
                raise
            Console(stderr=True, soft_wrap=True).print(f"twostep: {message}", style="red", markup=False)
            raise typer.Exit(code) from error

    return telling


def told(error: Exception) -> str | None:
    """What to do about it; None for a fault of ours, and for what ends a command on purpose."""
    match error:
        case ToldError():
            return str(error)
        case ValidationError():
            return "\n".join(f"{_place(item['loc'])}: {said(item['msg'])}" for item in error.errors())
        case typer.Exit() | typer.Abort():
            return None
        case _:
            return _told_by_others(error)


def _told_by_others(error: Exception) -> str | None:
    # Their libraries take longer to load than most commands run that need neither.
    from sqlalchemy.exc import DBAPIError
    from temporalio.service import RPCError

    match error:
        case RPCError():
            return f"Temporal does not do it: {error.message}"
        case DBAPIError():
            return (
                f"the ledger's database cannot be used: {error.orig}\n"
                "  look at DATABASE_URL; `twostep publish` and `twostep worker` prepare a new database"
            )
        case _:
            return None


def out() -> Console:
    """Where people read; made anew, so that it follows a redirected output, which is not cut to a width."""
    console = Console(soft_wrap=True, highlight=False)
    return console if console.is_terminal else Console(soft_wrap=True, highlight=False, width=WIDE)


def bar() -> Progress:
    """A progress bar on standard error; nothing where that is no terminal."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)


def plain_table(*columns: str) -> Table:
    """Without lines, so that it can be copied; no row is cut."""
    first, *others = columns
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, no_wrap=True)
    for column in others:
        table.add_column(column, overflow="fold")
    return table


def write_json(value: BaseModel | Sequence[BaseModel] | dict[str, str]) -> None:
    """One JSON document on standard output."""
    adapter: TypeAdapter[Any] = TypeAdapter(type(value)) if isinstance(value, BaseModel | dict) else TypeAdapter(list)
    typer.echo(adapter.dump_json(value, indent=2).decode())


def write_file(text: str, file: Path, *, private: bool = False) -> None:
    """`private`: for its owner's eyes alone, also where others could read the file before. Raises InputRefused."""
    try:
        with file.open("w", encoding="utf-8", newline="\n") if not private else _private(file) as opened:
            opened.write(text)
    except OSError as error:
        raise InputRefused(f"{str(file)!r} cannot be written: {error.strerror}") from error


def _private(file: Path) -> IO[str]:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    opened = os.fdopen(descriptor, "w", encoding="utf-8", newline="\n")
    if file.is_file():
        file.chmod(0o600)
    return opened


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "input"


def said(message: str) -> str:
    """What pydantic reports, in the words of our own check."""
    return message.removeprefix("Value error, ")
