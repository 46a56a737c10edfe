"""One dev server for the session with a low limit of signals, and per test a ledger, a stand-in and a client."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from audit.database import open_database
from audit.migrate import migrate
from runtime.dev_server import DevServer
from tests.databases import sqlite_url
from tests.keys import MASTER_KEY
from tests.servers import temporal_server
from tests.starter.doorway import Doorway, open_doorway


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DevServer]:
    folder = tmp_path_factory.mktemp("temporal")
    async with temporal_server(folder, history__maximumSignalsPerExecution="20") as running:
        yield running


@pytest.fixture(autouse=True)
def master_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that are called in the process read their settings from the environment."""
    monkeypatch.setenv("MASTER_KEY", MASTER_KEY)


@pytest_asyncio.fixture
async def doorway(server: DevServer, tmp_path: Path) -> AsyncIterator[Doorway]:
    async with open_doorway(server.address, tmp_path) as opened:
        yield opened


@pytest.fixture
def surroundings(doorway: Doorway, monkeypatch: pytest.MonkeyPatch) -> Doorway:
    """What a command is started with, so that it finds the servers behind the doorway."""
    monkeypatch.setenv("DATABASE_URL", doorway.settings.database_url.get_secret_value())
    monkeypatch.setenv("TEMPORAL_ADDRESS", doorway.temporal.service_client.config.target_host)
    monkeypatch.setenv("TASK_QUEUE", doorway.settings.task_queue)
    return doorway


@pytest.fixture
def ledger_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = sqlite_url(tmp_path)
    database = open_database(url)
    migrate(database)
    database.dispose()
    monkeypatch.setenv("DATABASE_URL", url)
    return url
