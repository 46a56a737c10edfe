import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from audit.database import read, write
from audit.ledger import SqlLedger
from audit.migrate import LedgerTooNew, downgrade, migrate
from audit.tables.everything import KEPT, KEYS, LEDGER, METADATA, SNAPSHOTS, WORK, table_of
from tests.audit.samples import absorbed, journal, record
from tests.audit.test_journal import content
from tests.audit.test_plans_of_doors import WORK as DOORS


def test_the_migrated_schema_is_the_one_of_the_tables(database: Engine) -> None:
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_every_table_is_in_one_of_the_groups() -> None:
    assert {table_of(model).name for model in (*LEDGER, *SNAPSHOTS, *KEPT, *KEYS, *WORK)} == set(METADATA.tables)


def test_down_to_nothing_and_up_again(database: Engine) -> None:
    downgrade(database, "base")
    assert set(inspect(database).get_table_names()) <= {"alembic_version"}
    migrate(database)
    assert set(METADATA.tables) < set(inspect(database).get_table_names())


KEPT_BEFORE: dict[str, dict[str, object]] = {
    "decision": {
        **dict.fromkeys(("customer_id", "life", "message_id", "message", "purpose", "department", "origin"), "x"),
        **dict.fromkeys(("at", "written_at", "due"), "1998-03-01 12:00:00+00:00"),
        **dict.fromkeys(("seq", "attempt", "catalogue", "held_before"), 1),
        "verdict": "send",
        "private": "{}",
    },
    "pause": {"kind": "everything", "name": "", "paused": True, "by": "ann", "written_at": "1998-03-01 12:00:00+00:00"},
    "enrolment_move": {
        **dict.fromkeys(("customer_id", "life", "kind", "journey"), "x"),
        **dict.fromkeys(("at", "written_at"), "1998-03-01 12:00:00+00:00"),
        "seq": 2,
    },
}
NEW_COLUMNS: dict[str, dict[str, object]] = {
    "decision": {"tags": "[]", "topics": "[]", "observed": "[]", "broadcast": None, "rule": None, "lapses": None},
    "pause": {"reason": ""},
    "enrolment_move": {"arm": None},
}


@pytest.mark.parametrize("table", KEPT_BEFORE)
def test_what_a_ledger_of_the_first_release_holds_stays_and_stays_unchangeable(database: Engine, table: str) -> None:
    downgrade(database, "0007")
    row, expected = KEPT_BEFORE[table], NEW_COLUMNS[table]
    places = ", ".join(f":{name}" for name in row)
    statement = text(f'INSERT INTO "{table}" ({", ".join(row)}) VALUES ({places})')
    write(database, lambda connection: connection.execute(statement, row))
    for _ in range(2):  # down and up again
        migrate(database)
        [found] = read(database, lambda connection: connection.execute(text(f'SELECT * FROM "{table}"')).all())
        assert {name: getattr(found, name) for name in expected} == expected
        for column in expected:
            refused(database, f'UPDATE "{table}" SET {column} = {column}')
        downgrade(database, "0007")
        refused(database, f'DELETE FROM "{table}"')


def refused(database: Engine, change: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        write(database, lambda connection: connection.execute(text(change)))


async def test_migrating_again_changes_nothing(database: Engine, ledger: SqlLedger) -> None:
    await ledger.record(record(journal(absorbed(0))))
    before = content(database)
    assert before["input"]
    migrate(database)
    assert content(database) == before


def test_a_schema_of_a_newer_build_is_refused(database: Engine) -> None:
    write(database, lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(LedgerTooNew, match=r"'9999'.*newer"):
        migrate(database)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM input",
        "UPDATE input SET type = 'other'",
        "UPDATE input SET private = '{}'",
        "UPDATE input SET private = NULL, at = at",
    ],
)
async def test_the_database_itself_refuses_changes_to_the_ledger(
    database: Engine, ledger: SqlLedger, change: str
) -> None:
    await ledger.record(record(journal(absorbed(0))))
    with pytest.raises(DatabaseError, match="append-only"):
        write(database, lambda connection: connection.execute(text(change)))


def test_what_doors_kept_goes_down_and_up_again(database: Engine) -> None:
    for work in ("accepting", "a webhook", "her choice", "an API key", "a rate", "suppressed addresses"):
        DOORS[work](database)
    kept = text("SELECT id, customer_id, input_id, drained_at FROM inbox ORDER BY id")
    before = read(database, lambda connection: connection.execute(kept).all())
    assert len(before) > 2
    downgrade(database, "0013")
    migrate(database)
    assert read(database, lambda connection: connection.execute(kept).all()) == before
