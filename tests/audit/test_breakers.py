"""A channel is held for everybody by what its provider answers, and the first that goes afterwards is the probe."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from temporalio.testing import ActivityEnvironment

from activities.deliver import Delivering
from activities.server_clock import server_now
from audit.breakers import IN_A_ROW
from audit.database import database_now, read
from audit.ledger import SqlLedger
from audit.shared_rows import hold_channel
from audit.tables.shared import BreakerRow
from catalogue.content import LiquidRenderer
from catalogue.publish import publish
from catalogue.shelf import MemoryShelf
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.commands import Deliver
from engine.contracts.ports import Claimed
from engine.definitions import Definitions
from engine.language.terms import Channel
from runtime.telemetry import Silent
from standins.faults import Fault
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from tests.audit.samples import ADDRESS_KEY, RENDERED, START, Clock, at, deliver
from tests.house import settings_for
from tests.workflows import journeys
from worker import build_adapters

Send = Callable[[str, datetime], Coroutine[None, None, Answer]]


@pytest.fixture
async def sendgrid() -> AsyncIterator[RunningSendGrid]:
    server = await start_sendgrid(api_key="SG.test")
    yield server
    await server.close()


@pytest.fixture
async def send(url: str, database: Engine, sendgrid: RunningSendGrid, tmp_path: Path) -> AsyncIterator[Send]:
    """The activity `deliver` with all that belongs to it, for a customer at a time of hers."""
    shelf = MemoryShelf()
    publish(journeys.write(tmp_path, "series"), shelf, by="test", commit=None, at=START)
    content = Definitions(shelf).catalogue(1).messages["hello"]
    adapters = build_adapters(settings_for(url, sendgrid.base_url))
    ledger = SqlLedger(database, address_key=ADDRESS_KEY, customers_now=server_now)
    delivering = Delivering(ledger, LiquidRenderer(shelf), adapters, Silent())

    async def sent(customer: str, when: datetime) -> Answer:
        environment = ActivityEnvironment()
        environment.info = replace(environment.info, started_time=when)
        command = message_to(customer).model_copy(update={"content": content})
        answer: Answer = await environment.run(delivering.deliver, command)
        return answer

    yield sent
    for adapter in adapters:
        await adapter.close()
    await ledger.close()


async def test_a_blocked_account_holds_every_customer_and_the_probe_goes(send: Send, sendgrid: RunningSendGrid) -> None:
    sendgrid.faults.order(Fault(kind="credits", count=2))
    first, second = await send("c-1", at()), await send("c-2", at(1))
    assert isinstance(first, NotNow)
    assert (first.why, first.journaled) == ("breaker", True)
    assert isinstance(second, NotNow)
    assert (second.why, second.journaled, second.detail) == ("breaker", False, "email")
    assert second.until is not None
    assert at(30) < second.until <= at(70)  # in the customers' time, which is not the provider's
    assert [fault["count"] for fault in sendgrid.faults.coming()] == [1]  # the provider was asked once

    sendgrid.faults.clear()
    assert isinstance(await send("c-2", second.until), Accepted)
    assert len(sendgrid.mailbox) == 1


async def test_a_probe_that_fails_holds_the_channel_again(send: Send, sendgrid: RunningSendGrid) -> None:
    sendgrid.faults.order(Fault(kind="credits", count=2))
    await send("c-1", at())
    await send("c-2", at(70))
    answer = await send("c-3", at(75))
    assert isinstance(answer, NotNow)
    assert answer.why == "breaker"
    assert answer.until is not None
    assert answer.until > at(100)
    assert sendgrid.faults.coming() == []


async def test_five_unknown_outcomes_in_a_row_hold_the_channel(send: Send, sendgrid: RunningSendGrid) -> None:
    sendgrid.faults.order(Fault(kind="status", status=500, count=IN_A_ROW))
    for n in range(IN_A_ROW):
        assert isinstance(await send(f"c-{n}", at(n)), Unknown)
    answer = await send("c-next", at(10))
    assert isinstance(answer, NotNow)
    assert (answer.why, answer.until is not None) == ("breaker", True)
    assert isinstance(await send("c-next", at(90)), Accepted)


@pytest.mark.parametrize("other", [Accepted(), Refused(fault="recipient"), NotNow(why="throttled", until=at(30))])
async def test_any_other_outcome_between_breaks_the_row(ledger: SqlLedger, database: Engine, other: Answer) -> None:
    for n, answer in enumerate([*[Unknown()] * (IN_A_ROW - 1), other, Unknown()]):
        await settled(ledger, f"c-{n}", answer)
    assert breakers(database) == []


async def test_five_that_are_settled_side_by_side_are_in_a_row(ledger: SqlLedger, database: Engine) -> None:
    await asyncio.gather(*(settled(ledger, f"c-{n}", Unknown()) for n in range(IN_A_ROW)))
    assert breakers(database) == [at(60)]


async def test_other_channels_are_not_held(ledger: SqlLedger, database: Engine) -> None:
    await settled(ledger, "c-1", NotNow(why="breaker"))
    texted = message_to("c-2").model_copy(update={"channel": Channel.SMS})
    assert await ledger.claim(texted, RENDERED, lease=60) == Claimed()


async def test_customers_whose_time_is_the_databases_are_held_until_the_same_instant(database: Engine) -> None:
    ledger = SqlLedger(database, address_key=ADDRESS_KEY)
    began = read(database, database_now)
    until = datetime.now(UTC) + timedelta(seconds=60)
    late = {"send_by": began + timedelta(days=1)}
    await settled(ledger, "c-1", NotNow(why="breaker", until=until), **late)
    answer = await ledger.claim(message_to("c-2").model_copy(update=late), RENDERED, lease=60)
    await ledger.close()
    assert isinstance(answer, NotNow)
    assert answer.until is not None
    assert abs(answer.until - until) < timedelta(seconds=20)


async def test_a_longer_hold_is_not_shortened(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    await ledger.claim(message_to("c-1"), RENDERED, lease=60)
    hold_channel(database, Channel.EMAIL, at(days=9), why="an operator")
    await ledger.settle(message_to("c-1"), NotNow(why="breaker"))
    assert breakers(database) == [at(days=9)]


async def test_settling_again_says_nothing_new(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    await settled(ledger, "c-1", NotNow(why="breaker"))
    clock.now = at(30)
    await ledger.settle(message_to("c-1"), NotNow(why="breaker"))
    assert breakers(database) == [at(60)]


async def held_before(ledger: SqlLedger, clock: Clock) -> None:
    """The channel was held, and the hold is just over."""
    await settled(ledger, "c-1", NotNow(why="breaker"))
    clock.now = at(61)


async def test_one_message_alone_tries_a_channel_that_was_held(
    ledger: SqlLedger, database: Engine, clock: Clock
) -> None:
    await held_before(ledger, clock)
    other = SqlLedger(database, address_key=ADDRESS_KEY, customers_now=clock)
    claims = await asyncio.gather(
        *(one.claim(message_to(f"c-{n}"), RENDERED, lease=20) for n, one in enumerate([ledger, other] * 4, 2))
    )
    await other.close()
    assert claims.count(Claimed()) == 1
    waiting = [claim for claim in claims if isinstance(claim, NotNow)]
    assert {claim.why for claim in waiting} == {"breaker"}
    assert all(claim.until is not None and claim.until >= at(91) for claim in waiting)


@pytest.mark.parametrize("came", [Accepted(), Refused(fault="recipient")])
async def test_once_it_came_through_the_channel_is_open_to_all(ledger: SqlLedger, clock: Clock, came: Answer) -> None:
    await held_before(ledger, clock)
    await settled(ledger, "c-2", came)
    for customer in ("c-3", "c-4"):
        assert await ledger.claim(message_to(customer), RENDERED, lease=20) == Claimed()


@pytest.mark.parametrize("failed", [Unknown(), NotNow(why="breaker")])
async def test_a_trial_that_fails_holds_the_channel_once_more(ledger: SqlLedger, clock: Clock, failed: Answer) -> None:
    await held_before(ledger, clock)
    await settled(ledger, "c-2", failed)
    clock.now = at(95)  # the trial itself would be over
    answer = await ledger.claim(message_to("c-3"), RENDERED, lease=20)
    assert isinstance(answer, NotNow)
    assert answer.why == "breaker"
    clock.now = at(122)
    assert await ledger.claim(message_to("c-3"), RENDERED, lease=20) == Claimed()


async def test_when_the_worker_that_tries_it_dies_another_message_does(ledger: SqlLedger, clock: Clock) -> None:
    await held_before(ledger, clock)
    assert await ledger.claim(message_to("c-2"), RENDERED, lease=20) == Claimed()
    clock.now = at(61 + 31)
    assert await ledger.claim(message_to("c-3"), RENDERED, lease=20) == Claimed()
    assert isinstance(await ledger.claim(message_to("c-4"), RENDERED, lease=20), NotNow)


async def test_nothing_more_is_written_while_a_channel_works(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    await held_before(ledger, clock)
    await settled(ledger, "c-2", Accepted())
    written = len(breakers(database))
    for n in range(3, 6):
        await settled(ledger, f"c-{n}", Accepted())
    assert len(breakers(database)) == written == 3


def message_to(customer: str) -> Deliver:
    return deliver(f"m-{customer}", customer=customer)


async def settled(ledger: SqlLedger, customer: str, answer: Answer, **changes: datetime) -> None:
    command = message_to(customer).model_copy(update=changes)
    assert await ledger.claim(command, RENDERED, lease=60) == Claimed()
    await ledger.settle(command, answer)


def breakers(database: Engine) -> list[datetime]:
    """Until when each row holds, in order."""
    rows = read(database, lambda connection: connection.execute(select(BreakerRow).order_by("id")).all())
    return [row.until for row in rows]
