"""One dev server for the session with a low limit of signals, and per test a ledger, a stand-in and a client."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from runtime.dev_server import DevServer
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
