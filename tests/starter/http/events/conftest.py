"""The HTTP doors over a ledger of their own; nothing here needs a Temporal server to be there."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from temporalio.client import Client

from audit.database import open_database
from audit.migrate import migrate
from audit.publications import SqlPublications
from catalogue.publish import publish
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from starter.http.doors import Doors, doors_over
from tests.databases import sqlite_url
from tests.house import settings_for
from tests.keys import codec_for
from tests.starter.http.events.sender import Sender, over
from tests.starter.http.events.shop import write_shop

NOBODY = "127.0.0.1:9"
"""nothing listens there"""


@pytest_asyncio.fixture
async def doors(tmp_path: Path) -> AsyncIterator[Doors]:
    url = sqlite_url(tmp_path)
    database = open_database(url)
    migrate(database)
    publish(write_shop(tmp_path), SqlPublications(database), by="test", commit=None, at=datetime.now(UTC))
    client = await Client.connect(NOBODY, lazy=True, plugins=[TwostepPlugin(codec_for(database))])
    settings = settings_for(url, "http://127.0.0.1:9")
    yield doors_over(settings, client, database, Silent())
    database.dispose()


@pytest_asyncio.fixture
async def sender(doors: Doors) -> AsyncIterator[Sender]:
    async with over(doors) as http:
        yield Sender(http, doors)
