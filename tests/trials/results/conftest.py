"""A ledger with a population in it, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.databases import migrated, postgres_database, postgres_server, sqlite_url
from tests.trials.results.population import everybody, keep


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def population(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Read only: the tests of this package share it."""
    if request.param == "sqlite":
        yield from _kept(sqlite_url(tmp_path_factory.mktemp("population")))
    else:
        with postgres_server() as server, postgres_database(server) as address:
            yield from _kept(address)


def _kept(url: str) -> Iterator[Engine]:
    with migrated(url) as database:
        keep(database, everybody())
        yield database
