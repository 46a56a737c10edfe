"""A ledger with a population in it, on SQLite and on PostgreSQL."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.databases import migrated, postgres_database, postgres_server, sqlite_url
from tests.trials.results.population import CUSTOMERS, Lived, keep, lived


@pytest.fixture(scope="package")
def people() -> Sequence[Lived]:
    return [lived(number) for number in range(1, CUSTOMERS + 1)]


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def population(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, people: Sequence[Lived]
) -> Iterator[Engine]:
    """Read only: the tests of this package share it."""
    if request.param == "sqlite":
        yield from _kept(sqlite_url(tmp_path_factory.mktemp("population")), people)
    else:
        with postgres_server() as server, postgres_database(server) as address:
            yield from _kept(address, people)


@pytest.fixture(scope="package")
def ledger_file(tmp_path_factory: pytest.TempPathFactory, people: Sequence[Lived]) -> Iterator[str]:
    """The address of a SQLite ledger with the population."""
    url = sqlite_url(Path(tmp_path_factory.mktemp("population")))
    for _ in _kept(url, people):
        yield url


def _kept(url: str, people: Sequence[Lived]) -> Iterator[Engine]:
    with migrated(url) as database:
        keep(database, people)
        yield database
