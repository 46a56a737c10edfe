"""The ledger's databases: every test that asks for one runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from audit.database import open_database
from audit.ledger import SqlLedger
from audit.provider_events import ProviderEvents
from tests.audit.samples import ADDRESS_KEY, Clock
from tests.databases import migrated, postgres_database, postgres_server, sqlite_url


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    with postgres_server() as address:
        yield address


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """The name of a database with the schema, so that it is built only once."""
    with postgres_database(postgres) as address:
        with migrated(address):
            pass
        yield str(make_url(address).database)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with the schema."""
    address = sqlite_url(tmp_path_factory.mktemp("template"))
    with migrated(address):
        pass
    return Path(str(make_url(address).database))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a ledger with the schema and no rows."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'ledger.db')}"
    else:
        server, template_name = map(request.getfixturevalue, ("postgres", "postgres_template"))
        with postgres_database(server, template_name) as address:
            yield address


@pytest.fixture
def database(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> Clock:
    """The customers' time."""
    return Clock()


@pytest.fixture
async def ledger(database: Engine, clock: Clock) -> AsyncIterator[SqlLedger]:
    ledger = SqlLedger(database, address_key=ADDRESS_KEY, customers_now=clock)
    yield ledger
    await ledger.close()


@pytest.fixture
def events(database: Engine) -> ProviderEvents:
    return ProviderEvents(database, ADDRESS_KEY)
