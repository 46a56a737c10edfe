"""Erasing without a worker, after a crash half-way, and with inputs that come meanwhile."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import pytest
from temporalio.client import Client

from audit.inbox import Inbox
from engine.contracts.answers import Accepted, Answer, Withdrawal
from engine.contracts.commands import Withdraw
from engine.contracts.inputs import Enrol
from engine.contracts.parcel import Parcel
from engine.contracts.ports import Forgetting
from engine.language.terms import Channel
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from starter.errors import CustomerErased, UnknownCustomer
from starter.privacy.erasing import Erased, Erasing, ErasureIncomplete
from starter.privacy.runs import Runs
from starter.signaller import Signaller
from tests.keys import codec_for
from tests.starter.doorway import Doorway
from worker import composed
from workflows.names import workflow_id

KEY = b"a" * 32


class Provider:
    """Forgets when it is there."""

    channel = Channel.EMAIL
    dedupes: Literal["none"] = "none"

    def __init__(self, *, there: bool = True) -> None:
        self.there = there
        self.asked: list[str] = []

    async def send(self, parcel: Parcel) -> Answer:
        return Accepted()

    async def withdraw(self, command: Withdraw) -> Withdrawal:
        return Withdrawal(became="withdrawn")

    async def forget(self, addresses: Sequence[str]) -> Forgetting:
        if not self.there:
            return Forgetting(taken=False, detail="it is away")
        self.asked += addresses
        return Forgetting(taken=True)

    async def close(self) -> None:
        return


async def erase(doorway: Doorway, customer: str, provider: Provider) -> Erased:
    erasing = Erasing(doorway.temporal, doorway.database, [provider], KEY)
    return await erasing.erase(customer, ends_within=0.2)


async def known_to_the_ledger(doorway: Doorway, customer: str) -> None:
    async with doorway.working():
        await doorway.client().identify(customer, doorway.identify(email=f"{customer}@example.com"))
        await doorway.client().track(customer, doorway.track(properties={"quantity": 1, "amount": 9.5}))
        await doorway.mails(1)


async def test_without_a_worker_and_after_a_provider_that_was_away(doorway: Doorway) -> None:
    await known_to_the_ledger(doorway, "e1")
    provider = Provider(there=False)
    with pytest.raises(ErasureIncomplete, match=r"it is away[\s\S]*same again"):
        await erase(doorway, "e1", provider)
    with pytest.raises(CustomerErased):
        await doorway.client().track("e1", doorway.track())

    provider.there = True
    erased = await erase(doorway, "e1", provider)
    assert (erased.runs, erased.forgotten, erased.scrubbed) == (1, 1, True)
    assert provider.asked == ["e1@example.com"]
    assert await Runs(doorway.temporal).all(workflow_id("e1")) == set()

    again = await erase(doorway, "e1", provider)
    assert (again.ended, again.runs, again.forgotten) == (False, 0, 0)


async def test_nothing_is_taken_in_any_more_and_every_refusal_is_on_record(doorway: Doorway) -> None:
    client = doorway.client()
    await client.identify("e2", doorway.identify(email="e2@example.com"))
    Inbox(doorway.database).store("e2", doorway.track(), "temporal_down")
    await erase(doorway, "e2", Provider())
    assert doorway.inbox == []
    at = datetime.now(UTC)
    for refused in (
        client.track("e2", doorway.track()),
        client.identify("e2", doorway.identify(email="new@example.com")),
        client.enrol("e2", Enrol(id="call", at=at, journey="win-back")),
    ):
        with pytest.raises(CustomerErased):
            await refused
    with pytest.raises(CustomerErased, match=r"'e2' was erased"):
        await client.status("e2")
    with doorway.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT kind, why, private FROM inbox WHERE customer_id = 'e2' ORDER BY id")
        assert [tuple(row) for row in rows] == [(kind, "erased", None) for kind in ("track", "identify", "enrol")]
    assert await doorway.drain().once() == 0
    assert await Runs(doorway.temporal).all(workflow_id("e2")) == set()


async def test_a_door_that_had_looked_before_finds_no_key(doorway: Doorway) -> None:
    await doorway.client().identify("e3", doorway.identify(email="e3@example.com"))
    await erase(doorway, "e3", Provider())
    config = doorway.temporal.config()
    config["plugins"] = [TwostepPlugin(codec_for(doorway.database))]
    late = Signaller(Client(**config), doorway.settings.task_queue)
    assert await late.signal("e3", doorway.track()) == "erased"


async def test_what_a_door_begins_with_a_key_in_memory_ends_where_nobody_has_it(doorway: Doorway) -> None:
    await doorway.client().identify("e4", doorway.identify(email="e4@example.com"))
    await erase(doorway, "e4", Provider())
    late = Signaller(doorway.temporal, doorway.settings.task_queue)
    assert await late.signal("e4", doorway.track()) is None
    config = doorway.temporal.config()
    config["plugins"] = [TwostepPlugin(codec_for(doorway.database))]
    async with composed(doorway.settings, Client(**config), Silent()) as worker, worker, asyncio.timeout(60):
        while await Runs(doorway.temporal).running(workflow_id("e4")):
            await asyncio.sleep(0.05)


async def test_who_is_not_known_is_not_erased(doorway: Doorway) -> None:
    with pytest.raises(UnknownCustomer):
        await erase(doorway, "nobody", Provider())
    await doorway.client().identify("nobody", doorway.identify(email="n@example.com"))
