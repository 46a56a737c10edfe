"""The pytest plug-in: fixtures with which somebody tests a journeys folder of one's own; loads nothing until used."""

import os
import sys
from collections.abc import AsyncIterator, Generator, Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from starter.testing.durable import Twostep
    from starter.testing.ground import Ground
    from starter.testing.lookups import Lookup
    from starter.testing.rehearsed import TwostepRehearsal
    from starter.testing.scenario_items import ScenarioFile

JOURNEYS = "twostep_journeys"
START = "twostep_start"
TEMPORAL = "twostep_temporal"
SCENARIOS = "scenarios"
FIRST_INSTANT = "2035-01-01T09:00:00Z"
"""A Monday morning that is still to come: the test server's clock cannot be set back, and tests stay the same."""

_used = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(JOURNEYS, "Twostep: the journeys folder under test, from where this file is.", default="journeys")
    parser.addini(START, "Twostep: the instant at which a test begins, with its zone.", default=FIRST_INSTANT)
    parser.addini(TEMPORAL, "Twostep: run scenarios on the real workflow as well.", type="bool", default=False)
    parser.getgroup("twostep").addoption(
        "--twostep-temporal", action="store_true", help="run scenarios on the real workflow as well"
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ScenarioFile | None":
    """The scenarios of the journeys folder under test are tests."""
    if file_path.suffix != ".yaml" or SCENARIOS not in file_path.parts:
        return None
    config = parent.config
    if not file_path.is_relative_to(_root(config) / str(config.getini(JOURNEYS)) / SCENARIOS):
        return None
    from starter.testing.scenario_items import scenario_file

    temporal = bool(config.getini(TEMPORAL) or config.getoption("twostep_temporal"))
    config.stash[_used] = config.stash.get(_used, False) or temporal
    return scenario_file(file_path, parent, temporal=temporal)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, int | None, int | None]:
    """Temporal's native threads can abort a process that is being finalised: leave without, once they were started."""
    nested = "PYTEST_CURRENT_TEST" in os.environ or hasattr(config, "workerinput")
    code = yield
    if config.stash.get(_used, False) and not nested:
        from runtime.exit import end_process

        end_process(int(code or 0))
    return code


@pytest.fixture
def twostep_journeys(pytestconfig: pytest.Config) -> Path:
    """The journeys folder under test: the option of the same name, unless overridden."""
    return _root(pytestconfig) / str(pytestconfig.getini(JOURNEYS))


@pytest.fixture
def twostep_start(pytestconfig: pytest.Config) -> datetime:
    """The instant at which a test begins: the option of the same name, unless overridden."""
    from starter.testing.clock import instant

    return instant(str(pytestconfig.getini(START)), f"the option {START}")


@pytest.fixture
def twostep_lookups() -> "Mapping[str, Lookup]":
    """What answers the look-ups of schema.yaml, by name; to be overridden."""
    return {}


@pytest.fixture
def twostep_ground(
    pytestconfig: pytest.Config,
    twostep_journeys: Path,
    twostep_start: datetime,
    twostep_lookups: "Mapping[str, Lookup]",
) -> "Ground":
    """What both of the fixtures below begin with."""
    from starter.testing.ground import Ground

    return Ground(_root(pytestconfig), twostep_journeys, twostep_start, twostep_lookups)


@pytest.fixture
def twostep_rehearsal(twostep_ground: "Ground") -> "TwostepRehearsal":
    """The pure engine under a virtual clock; a test takes milliseconds."""
    from starter.testing.rehearsed import TwostepRehearsal

    return TwostepRehearsal(twostep_ground)


async def _twostep(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, twostep_ground: "Ground"
) -> "AsyncIterator[Twostep]":
    """The real workflow, worker and ledger under skipped time; mail goes to a local stand-in."""
    from starter.testing.durable import opened_twostep

    request.config.stash[_used] = True
    async with opened_twostep(tmp_path_factory.mktemp("twostep"), twostep_ground) as opened:
        yield opened


def _without_asyncio() -> None:
    """Says what is missing."""
    pytest.fail(
        f"the fixture `twostep` needs pytest-asyncio: {sys.executable} -m pip install pytest-asyncio; "
        "`twostep_rehearsal` works without",
        pytrace=False,
    )


def _durable_fixture() -> Any:  # pytest's type of a fixture is private
    if find_spec("pytest_asyncio") is None:  # the pure fixture works without
        return pytest.fixture(name="twostep")(_without_asyncio)
    from pytest_asyncio import fixture

    return fixture(name="twostep")(_twostep)


twostep = _durable_fixture()


def _root(config: pytest.Config) -> Path:
    """The folder that names in pytest's configuration are relative to."""
    return config.inipath.parent if config.inipath is not None else config.rootpath
