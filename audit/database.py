"""Opens the database: SQLite embedded, or PostgreSQL."""

import hashlib
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import (
    URL,
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    bindparam,
    create_engine,
    event,
    func,
    make_url,
    select,
    type_coerce,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from audit.tables.columns import UtcTime
from engine.errors import ToldError

POOL_SIZE = 10
_BUSY_SECONDS = 30
_WAL_TRIES = 50
_DEADLOCK = "40P01"
_READ_ONLY = "twostep_read_only"

_READING: dict[str, dict[str, bool | str]] = {
    "sqlite": {_READ_ONLY: True},
    "postgresql": {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"},
}

_CLOCK: dict[str, ColumnElement[datetime]] = {
    "sqlite": type_coerce(func.strftime("%Y-%m-%d %H:%M:%f000", "now"), UtcTime()),
    "postgresql": type_coerce(func.clock_timestamp(), UtcTime()),
}
_NOW = {dialect: select(now) for dialect, now in _CLOCK.items()}
_LOCK = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger())))
_SHARED_LOCK = select(func.pg_advisory_xact_lock_shared(bindparam("key", type_=BigInteger())))

T = TypeVar("T")


class DatabaseUrlError(ToldError, ValueError):
    """A database address that cannot be used; the message says what to write instead."""


def open_database(url: str) -> Engine:
    """Open the ledger's database; the caller disposes of the engine. Raises DatabaseUrlError."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError(
            "the database address cannot be read: write sqlite:///ledger.db or postgresql://user@host/name"
        ) from None
    match address.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return _open_sqlite(address)
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return _open_postgresql(address)
        case other:
            raise DatabaseUrlError(
                f"unknown database scheme {other!r} in {address.render_as_string()!r}: "
                "use sqlite:///path/to/ledger.db or postgresql://user:password@host/name"
            )


def clock(dialect: str) -> ColumnElement[datetime]:
    """The database's clock as a part of a query, aware UTC: the one clock that all workers share, for leases."""
    return _CLOCK[dialect]


def database_now(connection: Connection) -> datetime:
    """The database's clock, aware UTC."""
    now: datetime = connection.execute(_NOW[connection.dialect.name]).scalar_one()
    return now


def read(database: Engine, work: Callable[[Connection], T]) -> T:
    """Run queries on one snapshot, in a transaction that only reads: it waits for no writer and holds none up."""
    with database.connect() as connection:
        connection.execution_options(**_READING[database.dialect.name])
        with connection.begin():
            return work(connection)


def write(database: Engine, work: Callable[[Connection], T]) -> T:
    """Run a transaction that may write; on SQLite it has the write lock from its first statement."""
    with database.begin() as connection:
        return work(connection)


def was_undone_for_another(error: DBAPIError) -> bool:
    """Whether two transactions waited for one another, and PostgreSQL undid this one: it may be run again."""
    return getattr(error.orig, "sqlstate", None) == _DEADLOCK


def serialise(connection: Connection, name: str) -> None:
    """Let no other transaction of the same name run until this one ends.

    SQLite needs nothing: its writers run one after another anyhow.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK, {"key": _lock_key(name)})


def keep_out(connection: Connection, name: str) -> None:
    """Let no transaction that serialises on the name run until this one ends; others that keep it out may."""
    if connection.dialect.name == "postgresql":
        connection.execute(_SHARED_LOCK, {"key": _lock_key(name)})


def _lock_key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


def _open_postgresql(address: URL) -> Engine:
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        hide_parameters=True,  # an error is logged with its statement, and parameters are people's data
        isolation_level="READ COMMITTED",
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        pool_recycle=1800,
        connect_args={"connect_timeout": 10, "options": "-c timezone=UTC"},
    )


def _open_sqlite(address: URL) -> Engine:
    if address.database in (None, "", ":memory:"):
        raise DatabaseUrlError("a ledger in memory would be lost: name a file, such as sqlite:///ledger.db")
    folder = Path(str(address.database)).parent
    if not folder.is_dir():
        raise DatabaseUrlError(f"the folder {str(folder)!r} of the ledger does not exist: create it first")
    database = create_engine(
        address,
        pool_size=POOL_SIZE,
        pool_use_lifo=True,  # the connection that wrote last has the pages that the next transaction reads
        connect_args={"timeout": _BUSY_SECONDS},
        hide_parameters=True,
    )
    event.listen(database, "connect", _prepare_sqlite)
    event.listen(database, "begin", _begin_sqlite)
    return database


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver would open deferred transactions by itself, and those fail when they turn into writers.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        _switch_to_wal(cursor)
        cursor.execute("PRAGMA synchronous=FULL")  # a claim lost by a power cut would be a second message
    finally:
        cursor.close()


def _switch_to_wal(cursor: DBAPICursor) -> None:
    # The switch needs the file for itself and, unlike a transaction, does not wait for it.
    for remaining in reversed(range(_WAL_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if not remaining:
                raise
            time.sleep(0.1)


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
