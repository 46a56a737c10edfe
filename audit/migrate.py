"""Brings a database's schema up to what this code needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from audit.database import serialise
from engine.errors import ToldError

_SCRIPTS = Path(__file__).parent / "migrations"


class LedgerTooNew(ToldError, RuntimeError):
    """The database was migrated by a newer build than this one."""


def migrate(database: Engine, revision: str = "head") -> None:
    """Upgrade to a revision; several processes may start at once. Raises LedgerTooNew."""
    with database.begin() as connection:
        serialise(connection, "migration")
        _refuse_newer(connection)
        command.upgrade(_config(connection), revision)


def downgrade(database: Engine, revision: str) -> None:
    """Take the schema back to a revision, or to nothing with "base"; rows are lost with their tables."""
    with database.begin() as connection:
        serialise(connection, "migration")
        command.downgrade(_config(connection), revision)


def _refuse_newer(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory(str(_SCRIPTS)).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise LedgerTooNew(
            f"the ledger's schema is at revision {current!r}, which this build does not know: "
            "it was migrated by a newer one; start that build, or restore the ledger from before"
        )


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
