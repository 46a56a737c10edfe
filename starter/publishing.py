"""Publishes a journeys folder into the ledger's database: `twostep publish`, and `twostep run` at its start."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from audit.migrate import migrate
from audit.publications import SqlPublications
from catalogue.publish import Published, publish
from engine.contracts.ports import Publication
from starter.login import login_name


def in_force(database: Engine) -> Publication | None:
    """The newest act of publishing; prepares the database where it is new."""
    migrate(database)
    return next(reversed(SqlPublications(database).numbers()), None)


def publish_into(database: Engine, folder: Path) -> Published:
    """Prepares the database where it is new. Raises LintFailed."""
    migrate(database)
    publications = SqlPublications(database)
    return publish(folder, publications, by=login_name(), commit=_commit(folder), at=datetime.now(UTC))


def _commit(folder: Path) -> str | None:
    """The git commit of the folder, with `-dirty` where files differ from it; None outside git."""
    command = ["git", "-C", str(folder), "describe", "--always", "--dirty", "--abbrev=40", "--exclude", "*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
