"""Builds of workers: the first is current at once, old runs are kicked over or moved, and nothing else changes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from rich.console import Console
from temporalio.api.enums.v1 import RoutingConfigUpdateState

import worker
from audit.publications import SqlShelf
from runtime.build_id import DEPLOYMENT, build_id
from runtime.telemetry import Silent
from starter.cli.operating import bring_over
from starter.ledger_side import SqlLedgerSide
from starter.moving.carry_over import Rehearsed, carry_over, rehearse
from starter.moving.versions import BuildUnknown, Versions
from starter.serve import serve, settle_first_build
from tests.servers import temporal_server
from tests.starter.doorway import Doorway, open_doorway
from worker import composed


@asynccontextmanager
async def of_its_own(folder: Path) -> AsyncIterator[Doorway]:
    """A server of its own, since a deployment is shared by all tests of a server; it knows what this folder knew."""
    async with temporal_server(folder) as server, open_doorway(server.address, folder) as opened:
        opened.settings = opened.settings.model_copy(update={"use_versioning": True})
        yield opened


@pytest_asyncio.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Doorway]:
    async with of_its_own(tmp_path) as opened:
        yield opened


async def test_the_first_build_is_current_at_once_and_the_next_when_told(
    alone: Doorway, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = versions(alone, "old"), versions(alone, "new")
    assert await old.current() is None
    async with working(alone, "old", monkeypatch):
        await settle_first_build(old)
        assert await old.current() == "old"
    async with working(alone, "new", monkeypatch):
        await settle_first_build(new)
        assert await new.current() == "old"
        await new.make_current()
        assert await new.current() == "new"


async def test_a_worker_serves_from_nothing_and_drains_the_inbox(alone: Doorway) -> None:
    client, stop = alone.client(), asyncio.Event()
    await SqlLedgerSide(alone.database).store("eve", alone.track("purchase", {"quantity": 1}), "temporal_down")
    await client.identify("eve", alone.identify(email="eve@example.com"))
    serving = asyncio.create_task(serve(alone.settings, alone.temporal, stop))
    try:
        await alone.mails(1)
        assert await versions(alone, build_id()).current() == build_id()
        async with asyncio.timeout(60):  # a mail may go out before the last input is marked as taken in
            while alone.inbox:
                await asyncio.sleep(0.05)
    finally:
        stop.set()
        await serving


async def test_a_build_that_never_appeared_cannot_be_current(alone: Doorway) -> None:
    with pytest.raises(BuildUnknown, match=r"no worker of build 'ghost' has appeared.*twostep worker"):
        await versions(alone, "ghost").make_current(within=0.3)


async def test_a_kick_brings_sleepers_over_while_both_builds_work(
    alone: Doorway, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, new = alone.client(), versions(alone, "new")
    async with working(alone, "old", monkeypatch):
        await versions(alone, "old").make_current()
        await client.identify("ann", alone.identify(email="ann@example.com"))
        assert (await client.status("ann")).build == "old"
        async with working(alone, "new", monkeypatch):
            await new.make_current()
            await listed(new, 1)
            assert await bring_over(alone.settings, alone.temporal, new, pause=0, wait=30) == 0
            assert (await client.status("ann")).build == "new"
            assert (await client.status("ann")).attributes == {"email": "ann@example.com"}


async def test_sleepers_of_a_build_that_is_gone_are_replayed_and_moved(
    alone: Doorway, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, new = alone.client(), versions(alone, "new")
    async with working(alone, "old", monkeypatch):
        await versions(alone, "old").make_current()
        for name in ("ann", "bob"):
            await client.identify(name, alone.identify(email=f"{name}@example.com"))
            assert (await client.status(name)).build == "old"
    await listed(new, 2)
    rehearsed = await rehearse(alone.temporal, SqlShelf(alone.database), new, Console(quiet=True))
    assert rehearsed == Rehearsed(frozenset())
    async with working(alone, "new", monkeypatch):
        await new.make_current()
        assert await carry_over(new, Rehearsed(frozenset({"customer-bob"}))) == 1
        await client.track("ann", alone.track(properties={"quantity": 1}))
        await alone.mails(1)
        assert (await client.status("ann")).build == "new"


async def test_a_build_is_current_though_the_server_does_not_say_that_all_have_heard(
    alone: Doorway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(
        "starter.moving.versions._ON_ITS_WAY", RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_COMPLETED
    )
    monkeypatch.setattr("starter.moving.versions.HEARD_WITHIN", 0.5)
    async with working(alone, "old", monkeypatch):
        await versions(alone, "old").make_current()
    assert await versions(alone, "old").current() == "old"
    assert "build old is current, and not all task queues have heard of it yet" in caplog.text


async def test_workers_that_start_together_all_learn_which_build_is_current(
    alone: Doorway, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(alone, "old", monkeypatch):
        await versions(alone, "old").make_current()
        assert await asyncio.gather(*(versions(alone, "old").current() for _ in range(8))) == ["old"] * 8


async def test_nobody_is_replayed_when_nobody_has_to_move(alone: Doorway) -> None:
    assert await rehearse(alone.temporal, SqlShelf(alone.database), versions(alone, "new"), Console(quiet=True)) is None


def versions(doorway: Doorway, build: str) -> Versions:
    return Versions(doorway.temporal, DEPLOYMENT, build)


@asynccontextmanager
async def working(doorway: Doorway, build: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A worker that says it is another build of the same code."""
    monkeypatch.setattr(worker, "build_id", lambda: build)
    async with composed(doorway.settings, doorway.temporal, Silent()) as running, running:
        yield


async def listed(versions: Versions, count: int) -> None:
    """Wait until the list of workflows has caught up."""
    async with asyncio.timeout(60):
        while await versions.count_old() != count:
            await asyncio.sleep(0.1)
