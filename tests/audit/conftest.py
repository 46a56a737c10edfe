"""The ledger's databases: every test that asks for one runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from audit.ledger import SqlLedger
from tests.audit.samples import ADDRESS_KEY, Clock
from tests.databases import migrated, postgres_database, postgres_server, sqlite_url


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with _address(request, tmp_path) as address:
        yield address


@contextmanager
def _address(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield sqlite_url(folder)
    else:
        with postgres_database(request.getfixturevalue("postgres")) as address:
            yield address


@pytest.fixture
def database(url: str) -> Iterator[Engine]:
    with migrated(url) as engine:
        yield engine


@pytest.fixture
def clock() -> Clock:
    """The customers' time."""
    return Clock()


@pytest.fixture
async def ledger(database: Engine, clock: Clock) -> AsyncIterator[SqlLedger]:
    ledger = SqlLedger(database, address_key=ADDRESS_KEY, customers_now=clock)
    yield ledger
    await ledger.close()
