"""The command line `twostep`."""

from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from runtime.exit import run_to_exit
from starter.cli.table import COMMANDS


class _Commands(TyperGroup):
    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes | {"commands": COMMANDS})


app = typer.Typer(
    name="twostep", cls=_Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.callback()
def twostep() -> None:
    """Customer journeys on Temporal: one serial decision point for every customer."""


def main() -> NoReturn:
    """The console script; always ends with the right code."""
    run_to_exit(app)


if __name__ == "__main__":
    main()
