"""What requests share a commit for, on both databases: all of each or none, in order, and never what is not stored."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from audit import accepting, anonymous
from audit.accepting import Arrival, Arrivals, Judged, Overloaded
from audit.address import AddressKey
from audit.anonymous import anonymous_key
from audit.erasure import erase
from audit.inbox import RETRIED, Inbox, Why
from audit.turns import Turn
from engine.contracts.inputs import Track
from tests.audit.samples import ADDRESS_KEY, START

NONE = Judged(0, None)
NEWER = '{"input": {"kind": "of a newer build"}}'


def arrival(customer: str, id: str, **more: str) -> Arrival:
    return Arrival(customer, Track(id=id, type="purchase", at=START), "accepted", **more)


def kept(database: Engine) -> Sequence[tuple[str, str]]:
    return [(one.customer_id, one.input.id) for one in Inbox(database).pending(10_000)]


async def test_requests_at_once_are_stored_each_in_its_order(database: Engine) -> None:
    arrivals = Arrivals(database)
    requests = [[arrival(f"c{n % 7}", f"{n}-{m}") for m in range(3)] for n in range(100)]
    await asyncio.gather(*(arrivals.store(one, NONE) for one in requests))
    assert kept(database) == [(f"c{n % 7}", f"{n}-{m}") for n in range(100) for m in range(3)]


async def test_what_the_database_refuses_takes_nothing_else_with_it(database: Engine) -> None:
    with database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE inbox ADD CONSTRAINT bad CHECK (input_id <> 'bad')"))
        else:
            connection.execute(
                text(
                    "CREATE TRIGGER bad BEFORE INSERT ON inbox WHEN new.input_id = 'bad' "
                    "BEGIN SELECT RAISE(ABORT, 'bad'); END"
                )
            )
    arrivals = Arrivals(database)
    good = [arrivals.store([arrival("c1", f"a{n}")], NONE) for n in range(5)]
    bad = arrivals.store([arrival("c2", "b"), arrival("c2", "bad")], NONE)
    more = [arrivals.store([arrival("c1", f"z{n}")], NONE) for n in range(5)]
    answers = await asyncio.gather(*good, bad, *more, return_exceptions=True)
    assert [isinstance(one, DBAPIError) for one in answers] == [False] * 5 + [True] + [False] * 5
    assert {customer for customer, _ in kept(database)} == {"c1"}
    assert len(kept(database)) == 10


async def test_whoever_goes_away_takes_nobody_with_him(database: Engine) -> None:
    arrivals = Arrivals(database)
    gone = asyncio.create_task(arrivals.store([arrival("c1", "a")], NONE))
    await asyncio.sleep(0)
    stays = asyncio.create_task(arrivals.store([arrival("c1", "b")], NONE))
    gone.cancel()
    await stays
    assert ("c1", "b") in kept(database)


@pytest.mark.parametrize(("limit", "most"), [("MOST_WAITING", 2), ("MOST_CHARACTERS", 200)])
async def test_it_says_when_too_much_waits(
    database: Engine, monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(accepting, limit, most)
    arrivals = Arrivals(database)
    waiting = [asyncio.create_task(arrivals.store([arrival("c1", f"{n}")], NONE)) for n in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Overloaded):
        await asyncio.gather(*(arrivals.store([arrival("c1", f"x{n}")], NONE) for n in range(5)))
    await asyncio.gather(*waiting)


async def test_an_anonymous_id_is_the_customers_who_was_named_with_it(database: Engine) -> None:
    arrivals, key = Arrivals(database), anonymous_key("browser")
    judged = Judged(0, frozenset({"purchase"}))
    await arrivals.store([arrival(key, "twice"), arrival("c1", "twice")], judged)
    assert kept(database) == [("c1", "twice")]
    await arrivals.store([arrival("c1", "i", names=key)], judged)  # START is longer than 30 days ago
    assert kept(database) == [("c1", "twice"), ("c1", "i")]
    await arrivals.store([arrival(key, "later")], judged)
    assert kept(database)[-1] == ("c1", "later")


def test_rows_are_found_by_their_index(database: Engine) -> None:
    if database.dialect.name != "sqlite":
        pytest.skip("the planner of PostgreSQL goes by statistics")
    with database.connect() as connection:
        for words, index in (
            ("drained_at IS NULL AND private IS NOT NULL AND " + _spelled(*RETRIED), "ix_inbox_due"),
            (
                "drained_at IS NULL AND " + _spelled("not_of_interest") + " AND type IN ('a', 'b')",
                "ix_inbox_unwanted",
            ),
        ):
            where = f"drained_at IS NULL AND {words} AND id > 0"
            query = f"EXPLAIN QUERY PLAN SELECT * FROM inbox WHERE {where} ORDER BY id LIMIT 9"
            plan = " ".join(row.detail for row in connection.exec_driver_sql(query))
            assert index in plan


def _spelled(*why: Why) -> str:
    from audit.inbox import _is

    return str(_is(why))


def test_one_process_at_a_time_has_its_turn(database: Engine) -> None:
    one, other = Turn(database, "draining", "one"), Turn(database, "draining", "other")
    assert one.take()
    assert not other.take()
    assert one.take()
    other.give()
    assert not other.take()
    one.give()
    assert other.take()
    with database.begin() as connection:
        connection.execute(text("UPDATE duty SET lease_until = :past"), {"past": "2020-01-01 00:00:00.000000"})
    assert one.take()


def test_what_is_stored_while_somebody_is_named_or_erased_is_not_left_behind(database: Engine) -> None:
    """Neither sees the other's rows before it ends: one of them has to wait."""
    key = anonymous_key("browser")
    entry = Track(id="seen", type="purchase", at=datetime.now(UTC))
    racing: list[threading.Thread] = []

    def meanwhile(connection: Connection, *_: object) -> None:
        if not racing:
            racing.append(threading.Thread(target=race))
            racing[0].start()
            racing[0].join(0.5)

    def race() -> None:
        asyncio.run(Arrivals(database).store([arrival("c1", "who", names=key)], NONE))
        erase(database, "c2", AddressKey(ADDRESS_KEY))

    event.listen(database, "commit", meanwhile)
    both = [Arrival(key, entry, "accepted"), Arrival("c2", entry, "accepted")]
    asyncio.run(Arrivals(database).store(both, NONE))
    event.remove(database, "commit", meanwhile)
    racing[0].join()
    with database.connect() as connection:
        rows = connection.execute(text("SELECT customer_id FROM inbox ORDER BY id")).scalars().all()
    assert rows == ["c1", "c1"]


async def test_more_than_a_person_does_is_not_replayed(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anonymous, "MOST_REPLAYED", 2)
    arrivals, key = Arrivals(database), anonymous_key("everybody")
    tracks = [Track(id=f"t{n}", type="purchase", at=datetime.now(UTC)) for n in range(3)]
    await arrivals.store([Arrival(key, one, "accepted") for one in tracks], NONE)
    await arrivals.store([arrival("c1", "i", names=key)], NONE)
    assert kept(database) == [("c1", "t1"), ("c1", "t2"), ("c1", "i")]


def test_rows_of_a_newer_build_are_not_the_end_of_the_inbox(database: Engine) -> None:
    inbox = Inbox(database)
    for n in range(4):
        inbox.store(f"c{n}", Track(id="t", type="purchase", at=START), "accepted")
    with database.begin() as connection:
        connection.execute(text("UPDATE inbox SET private = :newer WHERE customer_id < 'c3'"), {"newer": NEWER})
    assert [one.customer_id for one in inbox.pending(2)] == ["c3"]
    assert inbox.pending(2, after=4) == []
