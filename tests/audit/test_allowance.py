"""What may be sent through a provider's account is shared by all workers, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, event

from audit.allowance import LOOK_AGAIN, SqlAllowance
from audit.provider_rates import Full, Held, ProviderRates, Turns
from tests.audit.samples import Clock

Opened = Callable[[Mapping[str, float]], SqlAllowance]


@pytest.fixture
async def opened(database: Engine) -> AsyncIterator[Opened]:
    """Opens an allowance as a worker of its own has it."""
    all_of_them: list[SqlAllowance] = []

    def one(rates: Mapping[str, float]) -> SqlAllowance:
        all_of_them.append(SqlAllowance(database, rates))
        return all_of_them[-1]

    yield one
    for allowance in all_of_them:
        await allowance.close()


def statements(database: Engine) -> list[str]:
    """Every statement from now on."""
    seen: list[str] = []
    event.listen(database, "before_cursor_execute", lambda *all: seen.append(all[2]))
    return seen


def seconds(span: timedelta) -> float:
    return span.total_seconds()


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The databases' clock, which moves when it is told to."""
    clock = Clock()
    monkeypatch.setattr("audit.provider_rates.database_now", lambda _: clock())
    return clock


@pytest.mark.usefixtures("still")
def test_turns_follow_one_another_over_all_workers(database: Engine) -> None:
    first, second = (ProviderRates(database, {"twilio": 10.0}) for _ in range(2))
    one, other = first.turns("twilio", 3), second.turns("twilio", 2)
    assert isinstance(one, Turns)
    assert isinstance(other, Turns)
    assert (one.wait, one.step, one.count, other.count) == (timedelta(0), timedelta(seconds=0.1), 3, 2)
    assert other.wait == timedelta(seconds=0.3)


@pytest.mark.usefixtures("still")
def test_nobody_takes_the_turns_of_more_than_half_a_second(database: Engine) -> None:
    taken = ProviderRates(database, {"twilio": 10.0, "slow": 0.2}).turns
    assert isinstance(many := taken("twilio", 1000), Turns)
    assert isinstance(one := taken("slow", 1000), Turns)
    assert (many.count, one.count) == (5, 1)
    assert isinstance(later := taken("slow", 1), Full)
    assert later.wait == timedelta(seconds=5)


def test_turns_that_nobody_took_are_not_saved_up(database: Engine, still: Clock) -> None:
    rates = ProviderRates(database, {"twilio": 1000.0})
    rates.turns("twilio", 1)
    still.now += timedelta(seconds=10)
    again = rates.turns("twilio", 500)
    assert isinstance(again, Turns)
    assert isinstance(after := rates.turns("twilio", 500), Turns)
    assert after.wait == timedelta(seconds=0.5), "the turns of before the second request did not add up"


def test_a_hold_is_for_everybody_and_the_longest_stands(database: Engine) -> None:
    one, other = ProviderRates(database, {"twilio": 10.0}), ProviderRates(database, {"twilio": 10.0})
    assert other.held("twilio") is None
    one.hold("twilio", timedelta(seconds=20), "429")
    one.hold("twilio", timedelta(seconds=5), "429")
    assert isinstance(told := other.turns("twilio", 1), Held)
    assert 15 < seconds(told.wait) <= 20
    assert (left := other.held("twilio")) is not None
    assert 15 < seconds(left) <= 20
    assert isinstance(other.turns("twilio", 1), Held)


def test_a_hold_that_is_over_holds_nobody(database: Engine) -> None:
    rates = ProviderRates(database, {"twilio": 10.0})
    rates.hold("twilio", timedelta(seconds=-1), "429")
    assert rates.held("twilio") is None
    assert isinstance(rates.turns("twilio", 1), Turns)


async def test_two_workers_together_keep_to_one_rate(opened: Opened) -> None:
    workers = [opened({"twilio": 100.0}), opened({"twilio": 100.0})]
    loop = asyncio.get_running_loop()
    went: list[float] = []

    async def send(worker: SqlAllowance) -> None:
        while (later := await worker.take("twilio")) is not None:
            await asyncio.sleep(max(0.0, seconds(later - datetime.now(UTC))))
        went.append(loop.time())

    began = loop.time()
    await asyncio.gather(*(send(workers[number % 2]) for number in range(60)))
    for number, at in enumerate(sorted(went)):
        assert at - began >= number * 0.01 - 0.002, "each has its turn, and none is early"


async def test_who_would_wait_for_long_is_told_to_come_back_one_after_another(opened: Opened) -> None:
    allowance = opened({"twilio": 4.0})
    began = datetime.now(UTC)
    told = await asyncio.gather(*(allowance.take("twilio") for _ in range(12)))
    later = sorted(until for until in told if until is not None)
    assert 3 <= told.count(None) < 12
    assert all(until > began + timedelta(seconds=0.9) for until in later)
    steps = [seconds(following - until) for until, following in pairwise(later)]
    assert all(step > 0.1 for step in steps), "not all at the same instant"


async def test_an_account_without_a_rate_costs_a_look_a_second(opened: Opened, database: Engine) -> None:
    allowance = opened({"other": 1.0})
    assert await allowance.take("twilio") is None
    seen = statements(database)
    assert [await allowance.take("twilio") for _ in range(500)] == [None] * 500
    assert len(seen) < 50


async def test_a_send_at_a_time_does_not_need_a_transaction_each(opened: Opened, database: Engine) -> None:
    allowance = opened({"twilio": 2000.0})
    await allowance.take("twilio")
    seen = statements(database)
    for _ in range(200):
        assert await allowance.take("twilio") is None
    assert sum("UPDATE" in one or "INSERT" in one for one in seen) <= 100


async def test_another_worker_hears_of_a_hold_within_a_moment(opened: Opened) -> None:
    told, other = opened({}), opened({})
    assert await other.take("sendgrid") is None
    until = datetime.now(UTC) + timedelta(seconds=30)
    await told.hold("sendgrid", until, "429")
    mine = await told.take("sendgrid")
    assert mine is not None
    assert abs(mine - until) < timedelta(seconds=10)
    async with asyncio.timeout(LOOK_AGAIN + 5):
        while (heard := await other.take("sendgrid")) is None:
            await asyncio.sleep(0.05)
    assert abs(heard - until) < timedelta(seconds=10)
    assert await told.take("another") is None


async def test_a_hold_reaches_those_who_wait_for_their_turn(opened: Opened) -> None:
    allowance = opened({"twilio": 4.0})
    waiting = [asyncio.ensure_future(allowance.take("twilio")) for _ in range(3)]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    await allowance.hold("twilio", datetime.now(UTC) + timedelta(seconds=30), "429")
    answers = await asyncio.gather(*waiting)
    assert answers.count(None) < 3
    assert all(one is None or one > datetime.now(UTC) + timedelta(seconds=20) for one in answers)


async def test_who_gives_up_waiting_leaves_the_others_their_turns(opened: Opened) -> None:
    allowance = opened({"twilio": 2.5})
    await allowance.take("twilio")
    waiting = asyncio.ensure_future(allowance.take("twilio"))
    await asyncio.sleep(0.02)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await allowance.take("twilio") is None
