"""Publishes a journeys folder into the ledger's database: `twostep publish`, and `twostep run` at its start."""

import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from audit.migrate import migrate
from audit.publications import Overtaken, SqlPublications
from catalogue.faults import Fault
from catalogue.publish import Published, publish, told
from engine.contracts.ports import Publication
from starter.errors import InputRefused
from starter.operating.login import login_name
from starter.publishing.prospects import Prospect


def in_force(database: Engine) -> Publication | None:
    """The newest act of publishing; prepares the database where it is new."""
    migrate(database)
    return next(reversed(SqlPublications(database).numbers()), None)


def publish_into(database: Engine, folder: Path) -> Published:
    """Prepares the database where it is new. Raises LintFailed."""
    migrate(database)
    publications = SqlPublications(database)
    return publish(folder, publications, by=login_name(), commit=commit_of(folder), at=datetime.now(UTC))


def put_in_force(
    database: Engine, prospect: Prospect, *, commit: str | None, warnings: Sequence[Fault] = ()
) -> Published:
    """What was shown, and only while nothing else was published since. Raises InputRefused."""
    migrate(database)
    publications = SqlPublications(database)
    parts = dict(prospect.built.parts)
    at = datetime.now(UTC)
    try:
        number = publications.publish(prospect.built.catalogue, parts, login_name(), commit, at, after=prospect.number)
    except Overtaken as error:
        raise InputRefused(str(error)) from error
    return told(prospect.built, number, prospect.number, warnings)


def commit_of(folder: Path) -> str | None:
    """The git commit of the folder, with `-dirty` where its files differ from it; None outside git."""
    head = _git(folder, "rev-parse", "--verify", "--quiet", "HEAD")
    if not head:
        return None
    return f"{head}-dirty" if _git(folder, "status", "--porcelain", "--", ".") else head


def _git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), *words]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
