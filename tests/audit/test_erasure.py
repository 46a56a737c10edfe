"""What an erasure takes, what it leaves, and that nothing of it stays in the files."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from audit.address import AddressKey
from audit.erasure import bury, erase, is_known, scrub, sending
from audit.inbox import Inbox
from audit.keys import SqlKeyStore
from audit.known_addresses import KnownAddress, known_addresses
from audit.ledger import SqlLedger
from audit.queries.inputs import Known, known_input
from engine.contracts.answers import Accepted, NotNow
from engine.contracts.inputs import Track
from engine.contracts.ports import KeyDestroyed, WrappedKey
from engine.language.terms import Channel
from tests.audit.samples import ADDRESS_KEY, RENDERED, START, deliver, record
from tests.audit.test_journal import content, everything

KEY = AddressKey(ADDRESS_KEY)
ADDRESS = "anna@example.com"


def wrapped(owner: str) -> WrappedKey:
    return WrappedKey(owner=owner, id=f"key-{owner}", master="m", wrapped="d3JhcHBlZA==")


def track(input_id: str) -> Track:
    return Track(id=input_id, type="purchase", at=START, properties={"note": "canary"})


async def test_the_addresses_of_profile_and_messages_are_known_until_then(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(news=everything()), RENDERED, lease=60)
    with database.connect() as connection:
        assert KnownAddress(Channel.EMAIL, ADDRESS) in known_addresses(connection, "c-1")
    erase(database, "c-1", KEY)
    with database.connect() as connection:
        assert known_addresses(connection, "c-1") == frozenset()


async def test_her_addresses_are_suppressed_for_everybody_and_twice_is_once(
    ledger: SqlLedger, database: Engine
) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    erase(database, "c-1", KEY)
    erased = content(database)
    erase(database, "c-1", KEY)
    assert content(database) == erased
    again = deliver("m-9").model_copy(update={"customer_id": "c-2"})
    stopped = await ledger.claim(again, RENDERED, lease=60)
    assert isinstance(stopped, NotNow)
    assert stopped.why == "suppressed"


async def test_buried_she_gets_nothing_and_her_addresses_are_still_there(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    bury(database, "c-1")
    assert await ledger.claim(deliver("m-2"), RENDERED, lease=60) == NotNow(why="erased")
    with database.connect() as connection:
        assert known_addresses(connection, "c-1")


async def test_a_request_under_way_shows_until_its_outcome(ledger: SqlLedger, database: Engine) -> None:
    assert not sending(database, "c-1")
    await ledger.claim(deliver(), RENDERED, lease=60)
    assert sending(database, "c-1")
    assert not sending(database, "c-2")
    await ledger.settle(deliver(), Accepted())
    assert not sending(database, "c-1")


def test_the_key_is_destroyed_for_good_and_only_hers(database: Engine) -> None:
    store = SqlKeyStore(database)
    for owner in ("c-1", "c-2"):
        store.add(wrapped(owner))
    erase(database, "c-1", KEY)
    with pytest.raises(KeyDestroyed):
        store.of_owner("c-1")
    with pytest.raises(KeyDestroyed):
        store.by_id("key-c-1")
    with pytest.raises(KeyDestroyed):
        store.add(wrapped("c-1"))
    store.rewrap([wrapped("c-1").model_copy(update={"master": "n"})])
    with pytest.raises(KeyDestroyed):
        store.of_owner("c-1")
    assert store.of_owner("c-2") == wrapped("c-2")


def test_the_inbox_is_emptied_and_what_comes_later_is_only_counted(database: Engine) -> None:
    inbox = Inbox(database)
    for customer in ("c-1", "c-2"):
        inbox.store(customer, track("a"), "temporal_down")
    erase(database, "c-1", KEY)
    inbox.store("c-1", track("b"), "erased")
    erase(database, "c-1", KEY)
    assert [one.customer_id for one in inbox.pending(10)] == ["c-2"]
    [_, refused] = content(database)["inbox"]
    assert "canary" not in str(refused)
    assert {"c-1", "b", "erased"} <= set(map(str, refused))


def test_a_door_learns_in_one_question_what_to_do_with_an_input(database: Engine) -> None:
    Inbox(database).store("c-1", track("a"), "temporal_down")
    assert known_input(database, "c-1", "a") is Known.SEEN
    assert known_input(database, "c-1", "b") is Known.NEW
    bury(database, "c-1")
    assert known_input(database, "c-1", "a") is known_input(database, "c-1", "b") is Known.ERASED


async def test_a_customer_nobody_ever_heard_of_is_not_known(ledger: SqlLedger, database: Engine) -> None:
    assert not is_known(database, "c-1")
    await ledger.record(record(everything()))
    assert is_known(database, "c-1")
    erase(database, "c-1", KEY)
    assert is_known(database, "c-1"), "so that an erasure can be repeated"


async def test_nothing_of_her_stays_in_the_files(ledger: SqlLedger, database: Engine) -> None:
    if database.dialect.name != "sqlite":
        assert scrub(database)
        return
    SqlKeyStore(database).add(wrapped("c-1").model_copy(update={"wrapped": "a-wrapped-canary"}))
    await ledger.claim(deliver(news=everything()), RENDERED, lease=60)
    files = Path(str(database.url.database)).parent
    marks = (ADDRESS.encode(), b"a-wrapped-canary")
    assert all(any(mark in path.read_bytes() for path in files.iterdir()) for mark in marks)
    erase(database, "c-1", KEY)
    assert scrub(database)
    assert not [path.name for path in files.iterdir() for mark in marks if mark in path.read_bytes()]


async def test_files_that_others_write_to_are_left_for_another_time(ledger: SqlLedger, database: Engine) -> None:
    if database.dialect.name != "sqlite":
        return
    database.dispose()  # what was opened before waits for half a minute
    event.listen(database, "connect", lambda opened, _: opened.execute("PRAGMA busy_timeout = 10"))
    with database.begin() as connection:
        connection.execute(text("DELETE FROM claim"))
        assert not scrub(database)
    assert scrub(database)
