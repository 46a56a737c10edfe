"""A command that is loaded when it is called, so that no command waits for what the others need."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from starter.cli.app import one_message


class Later(TyperCommand):
    """Knows its name and its line of help, and where the command or the group of commands is (`module:name`)."""

    def __init__(self, name: str, place: str, help: str) -> None:
        super().__init__(name, help=help)
        self._name, self._place = name, place

    def loaded(self) -> TyperCommand | TyperGroup:
        module, _, name = self._place.partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_group(found)
        alone = typer.Typer(add_completion=False)
        alone.command(self._name)(one_message(found))
        command = typer.main.get_command(alone)
        assert isinstance(command, TyperCommand)
        return command

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """That of the command itself, which is what carries it out."""
        return self.loaded().make_context(info_name, args, parent, **extra)
