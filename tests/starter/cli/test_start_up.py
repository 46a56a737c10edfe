"""A command starts with what it needs itself, and is listed with its own words."""

import json
import subprocess
import sys

import pytest

from starter.cli.later import Later
from starter.cli.table import COMMANDS

OF_SERVERS = {
    "aiohttp", "alembic", "channels", "fastapi", "matplotlib", "mjml", "playwright", "pytest", "requests",
    "standins.server", "starlette", "trials", "worker",
}  # fmt: skip
PROBE = """
import json, sys
from importlib import import_module
loaded = {}
for name in json.loads(sys.argv[1]):
    import_module(name)
    loaded[name] = sorted(sys.modules)
print(json.dumps(loaded))
"""


def loaded_in_turn(*names: str) -> dict[str, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, json.dumps(names)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return {name: set(modules) for name, modules in json.loads(done.stdout).items()}


def test_an_ordinary_command_loads_no_server_and_no_other_command() -> None:
    ordinary = ("looking", "pausing", "answering", "ordering", "broadcasting", "api_keys", "backlog")
    loaded = loaded_in_turn(
        "starter.main", "starter.cli.journeys", "starter.cli.reporting", *(f"starter.cli.{one}" for one in ordinary)
    )
    main, lint, track = list(loaded.values())[:3]
    *_, all_of_them = loaded.values()
    assert {"starter.cli.table", "typer"} <= main
    assert not main & {"starter.cli.journeys", "engine.model", "sqlalchemy", "temporalio"}
    assert "catalogue.lint.checks" in lint
    assert not lint & {"sqlalchemy", "temporalio"}
    assert "temporalio.client" in track
    assert not track & {"starter.cli.looking", "starter.cli.serving"}
    assert all_of_them & OF_SERVERS == {"mjml"}, "which is what `lint` assembles mails with"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: str(one.name))
def test_a_command_is_listed_with_its_own_name_and_help(command: Later) -> None:
    itself = command.loaded()
    assert itself.name == command.name
    assert itself.help is not None and itself.help.partition("\n\n")[0].replace("\n", " ") == command.help
