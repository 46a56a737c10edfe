"""Places of slow channels over all customers: never exceeded, given back, and by order."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from audit.database import open_database, read
from audit.ledger import SqlLedger
from audit.tables.waiting import PlaceRow
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.journal import Corrected
from engine.contracts.ports import Claimed
from engine.language.terms import Purpose
from tests.audit.limited import MORNING, TOMORROW, call, claim
from tests.audit.samples import ADDRESS_KEY, RENDERED, Clock, at, journal, record

LATER = TOMORROW + timedelta(days=1)


def places(database: Engine) -> int:
    counted = select(func.count()).select_from(PlaceRow)
    return read(database, lambda connection: connection.execute(counted).scalar_one())


async def test_the_last_place_of_a_day_is_the_last(ledger: SqlLedger, database: Engine) -> None:
    assert await claim(ledger, call("a", places=2)) == Claimed()
    assert await claim(ledger, call("b", places=2)) == Claimed()
    full = await claim(ledger, call("c", places=2))
    assert full == NotNow(why="capacity", until=TOMORROW, detail="call")
    assert places(database) == 2


async def test_the_next_day_has_places_of_its_own(ledger: SqlLedger, clock: Clock) -> None:
    await claim(ledger, call("a"))
    clock.now = TOMORROW
    assert await claim(ledger, call("b", day=TOMORROW)) == Claimed()


async def test_who_waits_behind_many_is_told_the_day_of_her_turn(ledger: SqlLedger) -> None:
    answers = [await claim(ledger, call(name, places=2)) for name in "abcdefg"]
    days = [(one.until - TOMORROW).days for one in answers if isinstance(one, NotNow) and one.until]
    assert days == [0, 0, 1, 1, 2]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (Accepted(), 1),
        (Unknown(), 1),
        (Refused(fault="recipient"), 0),
        (NotNow(why="late"), 0),
        (NotNow(why="throttled", until=at(60)), 0),
    ],
)
async def test_what_did_not_leave_gives_its_place_back(
    ledger: SqlLedger, database: Engine, answer: Answer, left: int
) -> None:
    await claim(ledger, call("a"))
    await ledger.settle(call("a"), answer)
    assert places(database) == left
    again = await claim(ledger, call("b"))
    assert (again == Claimed()) == (left == 0)


async def test_an_unknown_call_that_was_refused_after_all_gives_its_place_back(
    ledger: SqlLedger, database: Engine
) -> None:
    await claim(ledger, call("a"))
    await ledger.settle(call("a"), Unknown())
    corrected = Corrected(seq=0, at=at(9), message_id="m-a", attempt=1, outcome="refused", by="operator")
    await ledger.record(record(journal(corrected), customer="a"))
    assert places(database) == 0


async def test_a_second_attempt_at_an_unknown_call_takes_a_place_of_its_own(ledger: SqlLedger) -> None:
    first = call("a", places=2, purpose=Purpose.SERVICE)
    await claim(ledger, first)
    await ledger.settle(first, Unknown())
    assert await claim(ledger, first.model_copy(update={"attempt": 2})) == Claimed()
    assert isinstance(await claim(ledger, call("b", places=2, purpose=Purpose.SERVICE)), NotNow)


async def test_a_place_that_is_free_again_is_for_who_goes_first(ledger: SqlLedger) -> None:
    await claim(ledger, call("a"))
    for name, priority in (("light", 10), ("heavy", 90)):
        assert isinstance(await claim(ledger, call(name, priority=priority)), NotNow)
    await ledger.settle(call("a"), Refused(fault="recipient"))
    assert isinstance(await claim(ledger, call("new")), NotNow)  # `heavy` waits, and goes before her
    assert isinstance(await claim(ledger, call("light", priority=10, attempt=2)), NotNow)
    assert await claim(ledger, call("urgent", priority=1, purpose=Purpose.TRANSACTIONAL)) == Claimed()


async def test_among_equals_who_was_proposed_first_goes_first(ledger: SqlLedger) -> None:
    await claim(ledger, call("a"))
    earlier, later = call("z"), call("b").model_copy(update={"due": at(1)})
    await claim(ledger, later)
    await claim(ledger, earlier)
    await ledger.settle(call("a"), Refused(fault="recipient"))
    assert isinstance(await claim(ledger, later.model_copy(update={"attempt": 2})), NotNow)
    assert await claim(ledger, earlier.model_copy(update={"attempt": 2})) == Claimed()
    assert isinstance(await claim(ledger, later.model_copy(update={"attempt": 3})), NotNow)


async def test_who_expired_or_did_not_come_back_is_not_waited_for(ledger: SqlLedger, clock: Clock) -> None:
    await claim(ledger, call("a"))
    await claim(ledger, call("gone", priority=90, send_by=at(60)))
    await claim(ledger, call("lost", priority=80))
    clock.now = at(61)
    await ledger.settle(call("a"), Refused(fault="recipient"))
    assert isinstance(await claim(ledger, call("new")), NotNow)  # `lost` may come
    clock.now = LATER + timedelta(minutes=11)  # her turn was then: `gone` was before her
    assert await claim(ledger, call("new", attempt=2, day=LATER)) == Claimed()


async def test_a_channel_without_places_takes_nothing(ledger: SqlLedger) -> None:
    assert isinstance(await claim(ledger, call("a", places=0)), NotNow)


async def test_claims_side_by_side_never_take_more_than_there_are(url: str, database: Engine) -> None:
    clock = Clock()
    engines = [open_database(url) for _ in range(3)]
    ledgers = [SqlLedger(one, address_key=ADDRESS_KEY, customers_now=clock) for one in engines]
    names = [f"c{n}" for n in range(30)]
    answers = await asyncio.gather(
        *(ledgers[n % 3].claim(call(name, places=7), RENDERED, lease=60) for n, name in enumerate(names))
    )
    for one in ledgers:
        await one.close()
    for engine in engines:
        engine.dispose()
    assert sum(one == Claimed() for one in answers) == 7
    assert places(database) == 7


def test_the_day_is_that_of_the_fixture() -> None:
    assert MORNING <= at() < TOMORROW
