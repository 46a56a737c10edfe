"""An empty SQLite ledger for tests of the trials, and messages to put into it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from audit.importing import ImportedMessage, keep_imported
from tests.databases import migrated, sqlite_url

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    with migrated(sqlite_url(tmp_path)) as database:
        yield database


def sent(customer: str, day: float, message: str = "sale", **more: object) -> ImportedMessage:
    """A promotional mail of the sales department, so many days after Monday 09:00 UTC."""
    facts = {"department": "sales", "purpose": "promotional", "channel": "email"}
    at = MONDAY + timedelta(days=day)
    return ImportedMessage.model_validate({"customer_id": customer, "message": message, "sent_at": at, **facts, **more})


def keep(database: Engine, *messages: ImportedMessage) -> None:
    keep_imported(database, messages)
