"""What a door accepts is stored, once, before it is answered; and what cannot be stored is not accepted."""

import asyncio
import sqlite3
from datetime import UTC, datetime

import pytest

from audit.address import AddressKey
from audit.erasure import erase
from audit.inbox import Inbox, KeptInput
from engine.contracts.inputs import Identify, Input, Track, Visit
from starter.errors import InputRefused
from starter.http.doors import Doors
from starter.http.events import accepting
from starter.http.events.accepting import accept
from starter.http.problems import Problem

AT = datetime(2026, 4, 14, 8, 10, tzinfo=UTC)


def track(id: str, type: str = "purchase") -> Track:
    return Track(id=id, type=type, at=AT)


def kept(doors: Doors) -> list[KeptInput]:
    return list(Inbox(doors.database).pending(10_000, ("accepted", "not_of_interest", "erased")))


async def test_a_batch_is_stored_in_order_and_a_duplicate_changes_nothing(doors: Doors) -> None:
    batch: list[tuple[str, Input]] = [
        ("c1", track("a")),
        ("c2", track("a")),
        ("c1", Identify(id="b", at=AT)),
        ("c1", track("c", "page_viewed")),
    ]
    await accept(doors, batch)
    await accept(doors, [("c1", track("a", "returned"))])
    assert [(one.customer_id, one.input.id, one.why) for one in kept(doors)] == [
        ("c1", "a", "accepted"),
        ("c2", "a", "accepted"),
        ("c1", "b", "accepted"),
        ("c1", "c", "not_of_interest"),
    ]
    assert kept(doors)[0].input == track("a")


async def test_what_came_before_the_door_knew_of_a_publication_is_left_to_the_drain(
    doors: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = await doors.published.in_force()
    stale = known.model_copy(update={"number": known.number - 1})
    monkeypatch.setattr(doors.published, "_known", stale)
    await accept(doors, [("c1", track("a", "page_viewed"))])
    assert [one.why for one in kept(doors)] == ["accepted"]


async def test_of_an_erased_customer_only_the_fact_is_kept(doors: Doors) -> None:
    erase(doors.database, "c1", AddressKey(b"a" * 32))
    await accept(doors, [("c1", track("a")), ("c2", track("a"))])
    assert [one.customer_id for one in kept(doors)] == ["c2"]
    with doors.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT customer_id, why, private IS NULL FROM inbox ORDER BY id").all()
    assert [tuple(row) for row in rows] == [("c1", "erased", 1), ("c2", "accepted", 0)]


async def test_nothing_of_a_batch_is_stored_when_one_of_it_cannot_be(doors: Doors) -> None:
    with pytest.raises(InputRefused, match="looks like an address"):
        await accept(doors, [("c1", track("a")), ("ann@example.com", track("b"))])
    with pytest.raises(ValueError, match="never signalled"):
        await accept(doors, [("c1", track("a")), ("c1", Visit.model_validate({"id": "v", "at": AT, "place": "store"}))])
    assert kept(doors) == []


async def test_many_at_once_share_commits(doors: Doors) -> None:
    await asyncio.gather(*(accept(doors, [(f"c{n}", track("a"))]) for n in range(200)))
    assert sorted(one.customer_id for one in kept(doors)) == sorted(f"c{n}" for n in range(200))


async def test_while_the_database_is_away_nothing_is_accepted(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    await doors.published.in_force()
    blocker = sqlite3.connect(doors.database.url.database or "", isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    with monkeypatch.context() as hurried, pytest.raises(Problem) as raised:
        hurried.setattr(accepting, "WITHIN", 0.3)
        await accept(doors, [("c1", track("a"))])
    assert (raised.value.status, (raised.value.headers or {})["Retry-After"]) == (503, "2")
    blocker.execute("ROLLBACK")
    blocker.close()
    await accept(doors, [("c1", track("a"))])
    assert [one.input.id for one in kept(doors)] == ["a"]
