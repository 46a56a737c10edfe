"""Two ids, one person: what came without a customer waits, and is remembered once somebody says whose it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from audit.address import AddressKey
from audit.erasure import erase
from audit.inbox import Inbox
from audit.queries.customers import known_customers
from engine.contracts.inputs import Identify, Track
from starter.http.doors import Doors
from tests.starter.http.events.sender import Sender


async def visit(sender: Sender, id: str, days_ago: float = 0, event: str = "purchase", **who: str) -> datetime:
    at = datetime.now(UTC) - timedelta(days=days_ago)
    who = who or {"anonymousId": "browser"}
    answer = await sender.send("track", {"event": event, "messageId": id, "timestamp": at.isoformat(), **who})
    assert answer.status_code == 200
    return at


async def name(sender: Sender, user: str, id: str, anonymous: str = "browser", **more: Any) -> None:
    body = {"userId": user, "anonymousId": anonymous, "messageId": id, **more}
    assert (await sender.send("identify", body)).status_code == 200


def waiting(doors: Doors) -> list[tuple[str, str]]:
    """What is to be signalled."""
    return [(one.customer_id, one.input.id) for one in Inbox(doors.database).pending(100)]


async def test_nobody_hears_of_what_is_nobodys(sender: Sender, doors: Doors) -> None:
    await visit(sender, "e1")
    await visit(sender, "e2", event="page viewed")
    assert waiting(doors) == []
    assert [one.why for one in sender.kept] == ["anonymous", "anonymous"]
    assert "browser" not in sender.kept[0].customer_id
    assert known_customers(doors.database).others == frozenset()


async def test_an_identify_that_names_both_replays_the_last_thirty_days(sender: Sender, doors: Doors) -> None:
    await visit(sender, "old", days_ago=31)
    at = await visit(sender, "e1", days_ago=29)
    await visit(sender, "unwanted", event="never asked for")
    await visit(sender, "other", anonymousId="another browser")
    await name(sender, "c1", "i1")
    assert waiting(doors) == [("c1", "e1"), ("c1", "i1")]
    [replayed, _] = Inbox(doors.database).pending(100)
    assert isinstance(replayed.input, Track)
    assert (replayed.input.at, replayed.input.backfill) == (at, True)
    whys = {one.input.id: one.why for one in sender.kept if one.why != "accepted"}
    assert whys == {"old": "anonymous", "unwanted": "not_of_interest", "other": "anonymous"}


async def test_it_is_replayed_once_and_what_comes_later_likewise(sender: Sender, doors: Doors) -> None:
    await visit(sender, "e1")
    await name(sender, "c1", "i1")
    await name(sender, "c1", "i2")
    await visit(sender, "e1")  # sent again
    await visit(sender, "e2")
    assert waiting(doors) == [("c1", "e1"), ("c1", "i1"), ("c1", "i2"), ("c1", "e2")]
    later = Inbox(doors.database).pending(100)[-1].input
    assert isinstance(later, Track)
    assert later.backfill


async def test_a_second_customer_gets_only_what_nobody_has(sender: Sender, doors: Doors) -> None:
    await visit(sender, "e1")
    await name(sender, "c1", "i1")
    await visit(sender, "e2")
    await name(sender, "c2", "i2")
    await visit(sender, "e3")
    assert waiting(doors) == [("c1", "e1"), ("c1", "i1"), ("c1", "e2"), ("c2", "i2"), ("c2", "e3")]


async def test_in_one_batch(sender: Sender, doors: Doors) -> None:
    batch = [
        {"type": "track", "anonymousId": "browser", "event": "purchase", "messageId": "e1"},
        {"type": "identify", "anonymousId": "browser", "traits": {"plan": "plus"}, "messageId": "t1"},
        {"type": "identify", "userId": "c1", "anonymousId": "browser", "messageId": "i1"},
        {"type": "track", "anonymousId": "browser", "event": "purchase", "messageId": "e2"},
    ]
    assert (await sender.send("batch", {"batch": batch})).status_code == 200
    assert waiting(doors) == [("c1", "e1"), ("c1", "t1"), ("c1", "i1"), ("c1", "e2")]
    traits = Inbox(doors.database).pending(2)[1].input
    assert isinstance(traits, Identify)
    assert (traits.attributes, traits.backfill) == ({"plan": "plus"}, True)


async def test_an_alias_names_both_too_and_a_track_does_not(sender: Sender, doors: Doors) -> None:
    await visit(sender, "e1")
    await visit(sender, "e2", userId="c1", anonymousId="browser")
    assert waiting(doors) == [("c1", "e2")]
    answer = await sender.send("alias", {"previousId": "browser", "userId": "c1", "messageId": "a1"})
    assert answer.status_code == 200
    assert waiting(doors) == [("c1", "e1"), ("c1", "e2"), ("c1", "a1")]


@pytest.mark.parametrize("together", [True, False])
async def test_two_customers_are_never_made_one(sender: Sender, doors: Doors, together: bool) -> None:
    one = {"type": "identify", "userId": "c1", "messageId": "i1"}
    alias = {"type": "alias", "previousId": "c1", "userId": "c2", "messageId": "a1"}
    for batch in [[one, alias]] if together else [[one], [alias]]:
        answer = await sender.send("batch", {"batch": batch})
    assert answer.status_code == 400
    assert "two customers cannot be made one" in answer.json()["detail"]
    assert waiting(doors) == [("c1", "i1")]


async def test_what_is_hers_is_erased_with_her(sender: Sender, doors: Doors) -> None:
    await visit(sender, "old", days_ago=40)
    await visit(sender, "e1")
    await name(sender, "c1", "i1")
    erase(doors.database, "c1", AddressKey(b"a" * 32))
    await visit(sender, "e2")
    await name(sender, "c1", "i2")
    assert sender.kept == []
    with doors.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT customer_id, why, private FROM inbox ORDER BY id").all()
    assert [tuple(row) for row in rows] == [("c1", "erased", None), ("c1", "erased", None)]
