"""Who waits for what all customers share is kept, and woken in order when the way is open; nobody is forgotten."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import Engine, select, text, update

from audit.address import AddressKey
from audit.database import database_now, read, write
from audit.erasure import erase
from audit.ledger import SqlLedger
from audit.queries.about import about
from audit.queries.pauses import obstacles
from audit.shared_rows import hold_channel, pause, resume
from audit.tables.waiting import WaitingRow
from audit.waking import Waking
from engine.contracts.answers import NotNow, Refused
from engine.contracts.commands import Deliver
from engine.contracts.journal import Decided
from engine.contracts.ports import Claimed
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel, Purpose
from engine.model import Attributes
from tests.audit.limited import call, claim
from tests.audit.samples import ADDRESS_KEY, decided, journal, record

ALL = SharedPause(kind="everything")
WELCOME = SharedPause(kind="journey", name="welcome")


@pytest.fixture
async def live(database: Engine) -> AsyncIterator[SqlLedger]:
    """A ledger whose customers live by the database's clock, as whoever wakes them does."""
    ledger = SqlLedger(database, address_key=ADDRESS_KEY)
    yield ledger
    await ledger.close()


@pytest.fixture
def now(database: Engine) -> datetime:
    return read(database, database_now)


def message(
    name: str, now: datetime, *, priority: int = 50, purpose: Purpose = Purpose.LIFECYCLE, places: int | None = None
) -> Deliver:
    day = now - timedelta(hours=1)
    return call(name, places=places, priority=priority, purpose=purpose, day=day, send_by=now + timedelta(days=3))


def waiting(database: Engine) -> dict[str, tuple[str, str]]:
    """Customer → why and what."""
    rows = read(database, lambda connection: connection.execute(select(WaitingRow)).all())
    return {row.customer_id: (row.why, row.what) for row in rows}


def next_of(waking: Waking, limit: int = 10) -> list[str]:
    found = waking.next(limit)
    waking.woken(found)
    return [one.customer_id for one in found]


async def test_a_resume_wakes_by_class_priority_time_and_id(live: SqlLedger, database: Engine, now: datetime) -> None:
    pause(database, ALL, by="ann")
    early = message("z-early", now).model_copy(update={"due": now - timedelta(days=1)})
    for one in (
        message("b", now),
        message("a", now),
        early,
        message("heavy", now, priority=90),
        message("receipt", now, priority=0, purpose=Purpose.TRANSACTIONAL),
        message("service", now, priority=0, purpose=Purpose.SERVICE),
    ):
        early_due = {"due": now} if one is not early else {}
        assert await claim(live, one.model_copy(update=early_due)) == NotNow(why="paused", detail="everything")
    waking = Waking(database, "w1")
    assert next_of(waking) == []
    resume(database, ALL, by="ann")
    assert next_of(waking, 2) == ["receipt", "service"]
    assert next_of(waking) == ["heavy", "z-early", "a", "b"]
    assert next_of(waking) == []


async def test_only_those_are_woken_whose_pause_is_over(live: SqlLedger, database: Engine, now: datetime) -> None:
    pause(database, WELCOME, by="ann")
    await claim(live, message("a", now))
    pause(database, ALL, by="ann")
    await claim(live, message("b", now))
    resume(database, WELCOME, by="ann")
    assert waiting(database) == {"a": ("paused", "journey welcome"), "b": ("paused", "everything")}
    assert next_of(Waking(database, "w1")) == ["a"]
    assert await claim(live, message("a", now).model_copy(update={"attempt": 2})) == NotNow(
        why="paused", detail="everything"
    )
    assert waiting(database)["a"] == ("paused", "everything")


async def test_a_paused_channel_is_waited_for_as_such(live: SqlLedger, database: Engine, now: datetime) -> None:
    calls = SharedPause(kind="channel", name="call")
    pause(database, calls, by="ann")
    assert await claim(live, message("a", now)) == NotNow(why="channel_paused", detail="channel call")
    resume(database, calls, by="ann")
    assert next_of(Waking(database, "w1")) == ["a"]


async def test_who_leaves_waits_no_more(live: SqlLedger, database: Engine, now: datetime) -> None:
    pause(database, ALL, by="ann")
    await claim(live, message("a", now))
    resume(database, ALL, by="ann")
    assert await claim(live, message("a", now).model_copy(update={"attempt": 2})) == Claimed()
    assert waiting(database) == {}


@pytest.mark.parametrize(
    ("verdict", "reason", "later", "waits"),
    [
        ("drop", "exited", 1, False),
        ("drop", "paused", 1, False),
        ("hold", "quiet_hours", 1, False),
        ("hold", "paused", 1, True),
        ("hold", "quiet_hours", -1, True),  # decided before it met the pause, and written late
        ("send", None, 1, True),
    ],
)
async def test_what_the_journal_tells_of_it_meanwhile(
    live: SqlLedger, database: Engine, now: datetime, verdict: str, reason: str | None, later: int, waits: bool
) -> None:
    pause(database, ALL, by="ann")
    one = message("a", now)
    await claim(live, one)
    entry: Decided = decided(0, "m-a", verdict=verdict, reason=reason)
    entry = entry.model_copy(update={"at": one.decided_at + timedelta(seconds=later)})
    await live.record(record(journal(entry), customer="a"))
    assert (waiting(database) != {}) == waits


async def test_who_was_erased_waits_for_nothing(live: SqlLedger, database: Engine, now: datetime) -> None:
    pause(database, ALL, by="ann")
    await claim(live, message("a", now))
    erase(database, "a", AddressKey(ADDRESS_KEY))
    assert waiting(database) == {}


async def test_one_process_at_a_time_and_another_when_it_dies(live: SqlLedger, database: Engine, now: datetime) -> None:
    pause(database, ALL, by="ann")
    for name in "ab":
        await claim(live, message(name, now))
    resume(database, ALL, by="ann")
    dead, other = Waking(database, "dead"), Waking(database, "other")
    assert len(dead.next(1)) == 1  # and dies before anybody was told
    assert not other.next(10)
    over = "strftime('%Y-%m-%d %H:%M:%f000', 'now')" if database.dialect.name == "sqlite" else "now()"
    write(database, lambda connection: connection.execute(text(f"UPDATE duty SET lease_until = {over}")))
    assert next_of(other) == ["a", "b"]


async def test_a_hold_that_an_operator_ends_early_wakes_those_who_would_sleep_on(
    live: SqlLedger, database: Engine, now: datetime
) -> None:
    hold_channel(database, Channel.CALL, now + timedelta(hours=1), why="the line is cut")
    answers = [await claim(live, message(f"c{n:02}", now)) for n in range(41)]
    told = [one.until for one in answers if isinstance(one, NotNow) and one.until]
    assert {(until - now) // timedelta(seconds=1) - 3600 for until in told} == {
        0,
        1,
        2,
    }  # twenty a second try again, in order
    waking = Waking(database, "w1")
    assert next_of(waking) == []
    hold_channel(database, Channel.CALL, now, why="ended by ann")
    assert next_of(waking, 100) == [f"c{n:02}" for n in range(41)]


async def test_what_the_provider_blocks_waits_too(live: SqlLedger, database: Engine, now: datetime) -> None:
    one = message("a", now)
    await claim(live, one)
    await live.settle(one, NotNow(why="breaker", until=now + timedelta(minutes=5)))
    assert waiting(database) == {"a": ("breaker", "call")}


async def test_what_a_provider_holds_back_waits_for_nobody_who_was_erased_meanwhile(
    live: SqlLedger, database: Engine, now: datetime
) -> None:
    one = message("a", now)
    await claim(live, one)
    erase(database, one.customer_id, AddressKey(ADDRESS_KEY))
    await live.settle(one, NotNow(why="breaker", until=now + timedelta(minutes=5)))
    assert waiting(database) == {}


async def test_what_waits_is_told_to_the_customer_whom_it_is_about(
    live: SqlLedger, database: Engine, now: datetime
) -> None:
    pause(database, ALL, by="ann")
    await claim(live, message("a", now))
    [row] = cast("list[Attributes]", about(database, message("a", now).customer_id)["waiting"])
    assert (row["why"], row["message"]) == ("paused", "thank-you")


async def test_a_place_that_is_given_back_wakes_as_many_as_there_are_places(
    live: SqlLedger, database: Engine, now: datetime
) -> None:
    taken = [message(name, now, places=2) for name in ("x", "y")]
    for one in taken:
        assert await claim(live, one) == Claimed()
    for name, priority in (("light", 10), ("heavy", 90), ("middle", 50)):
        assert isinstance(await claim(live, message(name, now, places=2, priority=priority)), NotNow)
    waking = Waking(database, "w1")
    assert next_of(waking) == []
    await live.settle(taken[0], Refused(fault="recipient"))
    assert next_of(waking) == ["heavy"]
    assert next_of(waking) == []  # she is about to take it
    again = message("heavy", now, places=2, priority=90).model_copy(update={"attempt": 2})
    assert await claim(live, again) == Claimed()
    await live.settle(taken[1], Refused(fault="recipient"))
    assert next_of(waking) == ["middle"]


async def test_who_was_woken_is_forgotten_after_a_while(live: SqlLedger, database: Engine, now: datetime) -> None:
    pause(database, ALL, by="ann")
    await claim(live, message("a", now))
    resume(database, ALL, by="ann")
    waking = Waking(database, "w1")
    assert next_of(waking) == ["a"]
    long_ago = {"woken_at": now - timedelta(minutes=3)}
    write(database, lambda connection: connection.execute(update(WaitingRow).values(**long_ago)))
    assert next_of(waking) == []
    assert waiting(database) == {}


async def test_operators_see_what_is_paused_held_and_full(live: SqlLedger, database: Engine, now: datetime) -> None:
    pause(database, ALL, by="bob")
    resume(database, ALL, by="bob")
    pause(database, WELCOME, by="ann", reason="a wrong price")
    hold_channel(database, Channel.EMAIL, now + timedelta(hours=1), why="the account")
    hold_channel(database, Channel.SMS, now, why="over")
    await claim(live, message("a", now))
    resume(database, WELCOME, by="ann")
    await claim(live, message("b", now, places=0))
    pause(database, WELCOME, by="ann", reason="again")
    found = obstacles(database)
    assert [(one.kind, one.name, one.by, one.reason, one.waiting) for one in found.paused] == [
        ("journey", "welcome", "ann", "again", 1)
    ]
    assert [(one.channel, one.why) for one in found.held] == [("email", "the account")]
    assert [(one.channel, one.places, one.waiting) for one in found.full] == [("call", 0, 1)]
