"""What several processes do at the same time on PostgreSQL: they wait for one another, and none undoes another's."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, make_url, text, update

from audit.accepting import Arrival, Arrivals, Judged
from audit.address import AddressKey
from audit.api_keys import NewKey, NoSuchKey, SqlApiKeys
from audit.database import open_database, write
from audit.inbox import Inbox, row_of
from audit.ledger import SqlLedger
from audit.phone_numbers import owners
from audit.rows import Row
from audit.tables.directory import ProfileRow
from audit.tables.everything import table_of
from audit.tables.inbox import InboxRow
from engine.contracts.inputs import Track
from engine.language.terms import Channel
from tests.audit.samples import ADDRESS_KEY, START, journal, profile, record
from tests.databases import postgres_database

KEY = AddressKey(ADDRESS_KEY)
OLD, NEW = "+491511111111", "+491522222222"
PROFILE, INBOX = table_of(ProfileRow), table_of(InboxRow)


@pytest.fixture
def url(postgres: str, postgres_template: str) -> Iterator[str]:
    with postgres_database(postgres, postgres_template) as address:
        yield address


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as threads:
        yield threads


def until_somebody_waits(database: Engine) -> None:
    """For a lock that another transaction holds."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with database.connect() as connection:
        while not connection.execute(waiting).scalar():
            connection.rollback()
            time.sleep(0.01)


def test_a_key_is_rotated_once_however_many_try(database: Engine, threads: ThreadPoolExecutor) -> None:
    keys = SqlApiKeys(database)
    keys.add(NewKey(id="k", name="shop", digest="d", scopes=("events",)), "kim")
    together = threading.Barrier(8)

    def rotate(number: int) -> bool:
        together.wait()
        try:
            keys.replace("k", f"k{number}", f"d{number}", timedelta(hours=1), "kim")
        except NoSuchKey:
            return False
        return True

    assert sum(threads.map(rotate, range(8))) == 1
    assert len(keys.all()) == 2


async def test_a_number_that_changes_while_hashes_are_filled_in_is_the_new_one(
    database: Engine, ledger: SqlLedger, threads: ThreadPoolExecutor
) -> None:
    await ledger.record(record(journal(profile=profile(phone=OLD))))
    write(database, lambda connection: connection.execute(update(PROFILE).values(phone_hash=None)))
    with database.begin() as writer:
        writer.execute(update(PROFILE).values(phone_hash=KEY.hash(NEW)))  # her journal, with another number
        filling = threads.submit(write, database, lambda one: owners(one, OLD, Channel.SMS, KEY))
        await asyncio.to_thread(until_somebody_waits, database)
    assert await asyncio.wrap_future(filling) == []
    with database.connect() as connection:
        assert connection.scalar(text("SELECT phone_hash FROM profile")) == KEY.hash(NEW)


def _row(track: Track) -> Row:
    return row_of("c1", track, "accepted", START, erased=False)


async def test_inputs_that_come_in_two_orders_at_the_same_time_are_all_stored(url: str, database: Engine) -> None:
    name = make_url(url).database
    with database.connect() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET deadlock_timeout = 5000'))
        connection.commit()
    other = open_database(url)
    inbox = Inbox(database)
    one, two = (Track(id=id, type="purchase", at=START) for id in ("one", "two"))
    with database.begin() as first:
        first.execute(text("SET LOCAL deadlock_timeout = '10min'"))
        first.execute(insert(INBOX).values(_row(two)))
        storing = asyncio.create_task(
            Arrivals(other).store([Arrival("c1", one, "accepted"), Arrival("c1", two, "accepted")], Judged(0, None))
        )
        await asyncio.to_thread(until_somebody_waits, database)
        await asyncio.to_thread(first.execute, insert(INBOX).values(_row(one)))  # the other one is undone for it
    await storing
    other.dispose()
    assert sorted(kept.input.id for kept in inbox.pending(10)) == ["one", "two"]
