from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import StatementError
from sqlmodel import col

from audit.database import DatabaseUrlError, database_now, open_database, read, write
from audit.rows import append
from audit.tables.everything import table_of
from audit.tables.shared import TombstoneRow

TOMBSTONE = table_of(TombstoneRow)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://user:secret@host/name", "unknown database scheme 'mysql'"),
        ("what is this", "cannot be read"),
        ("sqlite://", "in memory would be lost"),
        ("sqlite:////nowhere/at/all/ledger.db", "'/nowhere/at/all'.*does not exist"),
    ],
)
def test_an_unusable_address_is_a_clear_error(url: str, says: str) -> None:
    with pytest.raises(DatabaseUrlError, match=says) as caught:
        open_database(url)
    assert "secret" not in str(caught.value)


def test_sqlite_keeps_what_was_committed(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/ledger.db")
    with database.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
    database.dispose()


def test_sqlite_takes_the_write_lock_before_the_first_read(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/ledger.db")
    said: list[str] = []
    event.listen(database, "before_cursor_execute", lambda c, cursor, statement, *rest: said.append(statement))
    write(database, database_now)
    read(database, database_now)
    database.dispose()
    assert [statement for statement in said if statement.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_sqlite_writes_again_over_the_connection_that_wrote_last(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/ledger.db")
    read(database, lambda _: read(database, lambda _: read(database, lambda _: None)))  # three at once
    used = {write(database, lambda connection: id(connection.connection.driver_connection)) for _ in range(3)}
    assert len(used) == 1
    database.dispose()


def test_the_databases_clock_is_aware_and_goes_on(database: Engine) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    first = write(database, database_now)
    second = read(database, database_now)
    assert before <= first <= second <= datetime.now(UTC) + timedelta(seconds=1)
    assert first.tzinfo is UTC


def test_times_come_back_as_aware_utc(database: Engine) -> None:
    east = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5)))
    write(database, lambda connection: append(connection, TOMBSTONE, [{"customer_id": "c-1", "written_at": east}]))
    kept = read(database, lambda connection: connection.scalars(select(col(TombstoneRow.written_at))).one())
    assert kept == east
    assert kept.tzinfo is UTC


def test_a_time_without_zone_is_not_stored(database: Engine) -> None:
    naive = datetime(2026, 3, 29)  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a zone"):
        write(database, lambda connection: append(connection, TOMBSTONE, [{"customer_id": "c-1", "written_at": naive}]))
