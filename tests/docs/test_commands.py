"""The commands and the Python of the documentation fit the product as it is."""

import ast
import importlib
import inspect
import shlex
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.exceptions import TyperException
from typer.testing import CliRunner

from audit.tables.everything import METADATA
from starter.cli.table import COMMANDS as LISTED
from starter.client import JourneyClient
from starter.main import app
from tests.docs.pages import PAGES, ROOT, Block, blocks

COMMANDS = {command.name: command.loaded() for command in LISTED}
TYPED = [
    (block.place, line.removeprefix("$ "))
    for page in PAGES
    for block in blocks(page, "console")
    for line in block.text.splitlines()
    if line.startswith("$ ")
]
SOURCES = [block for page in PAGES for block in blocks(page, "python")]


@pytest.mark.parametrize(("place", "line"), TYPED)
def test_a_command_that_is_shown_is_understood(place: str, line: str) -> None:
    """Name, arguments and options; nothing is carried out."""
    program, name, *words = shlex.split(line)
    assert program.endswith("twostep"), place
    command = COMMANDS[name]
    if isinstance(command, TyperGroup):
        name, *words = words
        assert command.commands[name].make_context(name, words).params, place
    else:
        assert command.make_context(name, words).params, place


def test_a_wrong_option_is_not_understood() -> None:
    with pytest.raises(TyperException, match="No such option"):
        COMMANDS["status"].make_context("status", ["ann", "--wole"])


def test_the_lint_that_is_shown_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert ("docs/journeys.md", "twostep lint journeys") in [(place.split(":")[0], line) for place, line in TYPED]
    assert CliRunner().invoke(app, ["lint", "journeys"]).exit_code == 0


def test_commands_that_are_named_in_the_text_exist() -> None:
    named = [(page.name, name) for page in PAGES for name in named_commands(page)]
    assert len(named) > 50
    assert [(page, name) for page, name in named if name not in COMMANDS] == []


def named_commands(page: Path) -> set[str]:
    quoted = page.read_text(encoding="utf-8").split("`")[1::2]
    words = [text.split() for text in quoted if text.startswith("twostep ")]
    return {parts[1] for parts in words if len(parts) > 1 and parts[1].isalpha() and parts[1].islower()}


@pytest.mark.parametrize("block", SOURCES, ids=lambda block: block.place)
def test_python_that_is_shown_names_what_is_there(block: Block) -> None:
    tree = ast.parse(block.text)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            module = importlib.import_module(node.module)
            assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "journeys":
            assert inspect.iscoroutinefunction(getattr(JourneyClient, node.attr))


def test_every_method_of_the_client_is_in_the_guide() -> None:
    guide = (ROOT / "docs/services.md").read_text(encoding="utf-8")
    methods = [name for name, _ in inspect.getmembers(JourneyClient, inspect.iscoroutinefunction)]
    assert [name for name in methods if not name.startswith("_") and name not in guide] == []


def test_every_command_is_in_the_guide_to_services() -> None:
    guide = (ROOT / "docs/services.md").read_text(encoding="utf-8").split("## The command line")[1]
    names = set(COMMANDS)
    for group in ("audit", "catalogue"):
        commands = COMMANDS[group]
        assert isinstance(commands, TyperGroup)
        names = names - {group} | {f"{group} {name}" for name in commands.commands}
    assert [name for name in sorted(map(str, names)) if f"`{name}`" not in guide] == []


def test_every_table_of_the_ledger_is_in_the_operators_guide() -> None:
    guide = (ROOT / "docs/operators.md").read_text(encoding="utf-8")
    assert [name for name in METADATA.tables if f"`{name}`" not in guide] == []
