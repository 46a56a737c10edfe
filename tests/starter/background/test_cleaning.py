"""Deleting what is old: by the command, which can also only say so, and by the processes beside the workers."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select
from typer.testing import CliRunner

from audit.cleaning import BATCH, Ages
from audit.database import database_now, read, write
from audit.inbox import row_of
from audit.tables.everything import table_of
from audit.tables.inbox import InboxRow
from engine.contracts.inputs import Track
from starter.background.cleaning import Cleaning
from starter.main import app
from tests.databases import migrated, sqlite_url

INBOX = table_of(InboxRow)
AGES = Ages(inbox=timedelta(days=90), provider_events=timedelta(days=90))


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    url = sqlite_url(tmp_path)
    monkeypatch.setenv("DATABASE_URL", url)
    with migrated(url) as database:
        yield database


def keep(database: Engine, count: int, days: float) -> None:
    then = read(database, database_now) - timedelta(days=days)
    rows = [
        {**row_of("c1", Track(id=f"{days}-{n}", type="x", at=then), "accepted", then, erased=False), "drained_at": then}
        for n in range(count)
    ]
    write(database, lambda connection: connection.execute(insert(INBOX), rows))


def left(database: Engine) -> int:
    return len(read(database, lambda connection: connection.execute(select(INBOX.c.id)).all()))


def test_the_command_says_what_it_would_delete_and_then_deletes_it(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, BATCH + 2, 20)
    keep(database, 3, 5)
    monkeypatch.setenv("INBOX_DAYS", "15")
    said = json.loads(CliRunner().invoke(app, ["clean", "--dry-run", "--json"]).stdout)
    assert said[0] == {"table": "inbox", "what": "inputs that were handed over", "days": 15.0, "rows": BATCH + 2}
    assert [one["rows"] for one in said[1:]] == [0] * (len(said) - 1)
    assert left(database) == BATCH + 5
    assert "1,002" in CliRunner().invoke(app, ["clean"]).stdout
    assert left(database) == 3
    monkeypatch.setenv("INBOX_DAYS", "0")
    assert "never" in CliRunner().invoke(app, ["clean"]).stdout
    monkeypatch.setenv("INBOX_DAYS", "3")
    refused = CliRunner().invoke(app, ["clean"])
    assert (refused.exit_code, left(database)) == (1, 3)
    assert "INBOX_DAYS is not valid: at least 7" in refused.stderr


async def test_of_two_processes_one_deletes_batch_by_batch_until_nothing_is_old(database: Engine) -> None:
    keep(database, BATCH + 2, 100)
    first, second = (Cleaning(database, AGES, breath=0.01) for _ in range(2))
    assert await first.once()  # there may be more
    assert not await second.once()
    assert left(database) == 2
    stop = asyncio.Event()
    running = asyncio.create_task(first.run(stop))
    while left(database):
        await asyncio.sleep(0.01)
    stop.set()
    await running
