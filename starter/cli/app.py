"""The command line's frame: one clear message for every error, and where text and JSON are written."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec

import typer
from pydantic import BaseModel, TypeAdapter, ValidationError
from rich.console import Console
from sqlalchemy.exc import DBAPIError
from temporalio.service import RPCError

from audit.database import DatabaseUrlError
from audit.migrate import LedgerTooNew
from catalogue.publish import LintFailed
from runtime.dev_server import DevServerError
from runtime.settings import ConfigurationError
from runtime.temporal import TemporalUnreachable
from starter.errors import DoorError

P = ParamSpec("P")

TOLD = (
    DoorError,
    ConfigurationError,
    TemporalUnreachable,
    DevServerError,
    DatabaseUrlError,
    LedgerTooNew,
    LintFailed,
    RPCError,
    DBAPIError,
    ValidationError,
)
"""Errors that say what to do; anything else is a fault of ours and keeps its traceback."""


def one_message(command: Callable[P, None]) -> Callable[P, None]:
    """The command, telling an error as one message on standard error and ending with code 1."""

    @wraps(command)
    def telling(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except TOLD as error:
            Console(stderr=True, soft_wrap=True).print(f"twostep: {told(error)}", style="red", markup=False)
            raise typer.Exit(1) from error

    return telling


def told(error: Exception) -> str:
    match error:
        case RPCError():
            return f"Temporal does not do it: {error.message}"
        case DBAPIError():
            return (
                f"the ledger's database cannot be used: {error.orig}\n"
                "  look at DATABASE_URL; `twostep publish` and `twostep worker` prepare a new database"
            )
        case ValidationError():
            return "\n".join(f"{_place(item['loc'])}: {_said(item['msg'])}" for item in error.errors())
        case _:
            return str(error)


def out() -> Console:
    """Where people read; made anew, so that it follows a redirected output."""
    return Console(soft_wrap=True, highlight=False)


def write_json(value: BaseModel | Sequence[BaseModel] | dict[str, str]) -> None:
    """One JSON document on standard output."""
    adapter: TypeAdapter[Any] = TypeAdapter(type(value)) if isinstance(value, BaseModel | dict) else TypeAdapter(list)
    typer.echo(adapter.dump_json(value, indent=2).decode())


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(map(str, location)) or "input"


def _said(message: str) -> str:
    return message.removeprefix("Value error, ")
