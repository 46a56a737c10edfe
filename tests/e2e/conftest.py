"""A real dev server for the session, and per test a ledger and a stand-in beside it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Engine, text
from temporalio.client import Client

from audit.database import open_database
from audit.migrate import migrate
from audit.publications import SqlPublications
from catalogue.publish import publish
from runtime.dev_server import DevServer
from runtime.temporal import TwostepPlugin
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from tests.databases import sqlite_url
from tests.e2e.processes import environment
from tests.keys import codec_for
from tests.servers import temporal_server
from tests.workflows import journeys


@dataclass
class Place:
    """Where an end-to-end test happens: real servers, real processes."""

    server: DevServer
    client: Client
    sendgrid: RunningSendGrid
    database: Engine
    environment: dict[str, str]
    task_queue: str
    url: str
    """of the ledger"""

    def mails(self) -> int:
        return len(self.sendgrid.mailbox)

    def rows(self, table: str) -> int:
        """How many rows the ledger has there; reads beside a writer."""
        with self.database.connect() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def dev_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DevServer]:
    folder = tmp_path_factory.mktemp("temporal")
    async with temporal_server(folder) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def place(dev_server: DevServer, tmp_path: Path) -> AsyncIterator[Place]:
    url = sqlite_url(tmp_path)
    database = open_database(url)
    migrate(database)
    publish(journeys.write(tmp_path), SqlPublications(database), by="test", commit=None, at=datetime.now(UTC))
    sendgrid = await start_sendgrid(api_key="SG.test")
    client = await Client.connect(dev_server.address, plugins=[TwostepPlugin(codec_for(database))])
    queue = f"twostep-{tmp_path.name}"
    try:
        yield Place(
            dev_server,
            client,
            sendgrid,
            database,
            environment(dev_server.address, url, sendgrid.base_url, queue),
            queue,
            url,
        )
    finally:
        await sendgrid.close()
        database.dispose()
