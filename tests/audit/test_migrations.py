import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from audit.database import write
from audit.ledger import SqlLedger
from audit.migrate import LedgerTooNew, downgrade, migrate
from audit.tables.everything import KEPT, KEYS, LEDGER, METADATA, SNAPSHOTS, WORK, table_of
from tests.audit.samples import absorbed, journal, record


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


def test_migrating_again_changes_nothing(database: Engine) -> None:
    migrate(database)


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
