"""The inbox: what a run's limit refuses, what came while Temporal was away, what became of interest later."""

import asyncio
import shutil
from pathlib import Path

import pytest
from temporalio.client import Client

from audit.queries.timeline import timeline
from engine.contracts.inputs import Track
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from starter import signaller
from starter.background.drain import Drain, TemporalAway
from starter.background.pace import Pace
from starter.background.workload import Workload
from starter.ledger_side import SqlLedgerSide, published_in
from starter.opening import journey_client
from starter.ports import Taken
from starter.signaller import Signaller
from tests.keys import codec_for
from tests.servers import temporal_server
from tests.starter.doorway import RECORD_SHOP, Doorway
from workflows.names import workflow_id

LIMIT = 20
"""signals that a run takes on the tests' server"""


async def test_what_a_run_refuses_waits_in_the_inbox_and_arrives_in_order(doorway: Doorway) -> None:
    client, drain = doorway.client(), doorway.drain()
    tracks = [doorway.track(properties={"quantity": 1}) for _ in range(LIMIT + 3)]
    taken = [await client.track("d1", track) for track in tracks]
    assert taken == [Taken.SIGNALLED] * LIMIT + [Taken.STORED] * 3
    assert [kept.why for kept in doorway.inbox] == ["signal_limit"] * 3
    assert await drain.once() == 0
    await doorway.temporal.get_workflow_handle(workflow_id("d1")).terminate()
    assert await drain.once() == 3
    assert doorway.inbox == []
    assert await ids_signalled(doorway, "d1") == [track.id for track in tracks[LIMIT:]]


async def test_a_customer_who_has_to_wait_holds_nobody_up(doorway: Doorway) -> None:
    client, drain = doorway.client(), doorway.drain()
    for _ in range(LIMIT + 1):
        await client.track("d2", doorway.track())
    await SqlLedgerSide(doorway.database).store("d3", doorway.track(), "temporal_down")
    assert await drain.once() == 1
    assert [kept.customer_id for kept in doorway.inbox] == ["d2"]
    assert len(await doorway.signals("d3")) == 1


async def test_what_nobody_wanted_is_remembered_when_a_journey_asks_for_it(doorway: Doorway, tmp_path: Path) -> None:
    client, drain = doorway.client(), doorway.drain()
    track = doorway.track("returned")
    assert await client.track("d4", track) is Taken.STORED
    assert await drain.once() == 0
    assert doorway.publish(with_a_journey_on_returns(tmp_path)) == 2
    later = doorway.drain()
    async with doorway.working():
        await doorway.client().identify("d4", doorway.identify(email="d4@example.com"))
        assert await later.once() == 1
        async with asyncio.timeout(60):
            while "returned" not in {item.subject for item in await client.timeline("d4")}:
                await asyncio.sleep(0.05)
        assert "sorry" not in {item.subject for item in await client.timeline("d4")}
    assert doorway.inbox == []


async def test_with_temporal_away_inputs_are_kept_and_arrive_afterwards(
    doorway: Doorway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    async with temporal_server(tmp_path / "other") as server:
        lost = await Client.connect(server.address, plugins=[TwostepPlugin(codec_for(doorway.database))])
    client = journey_client(doorway.settings, lost, doorway.database, Silent())
    side, pace = SqlLedgerSide(doorway.database), Pace(Workload(lost, "nobody"))
    with monkeypatch.context() as hurried:
        hurried.setattr(signaller, "TIMEOUT", signaller.TIMEOUT / 20)
        assert await client.track("d5", doorway.track()) is Taken.STORED
        assert [kept.why for kept in doorway.inbox] == ["temporal_down"]
        with pytest.raises(TemporalAway):
            await Drain(side, published_in(doorway.database), Signaller(lost, "nobody"), pace).once()
    assert await doorway.drain().once() == 1
    assert await doorway.signals("d5") == ["track"]


async def test_it_runs_until_it_is_stopped(doorway: Doorway) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(doorway.drain().run(stop))
    await SqlLedgerSide(doorway.database).store("d6", doorway.track(), "temporal_down")
    async with asyncio.timeout(60):
        while doorway.inbox:
            await asyncio.sleep(0.05)
        stop.set()
        await running
    assert list(timeline(doorway.database, "d6")) == []


def with_a_journey_on_returns(folder: Path) -> Path:
    """The record shop with one journey more, entered by a trigger that nobody asked for before."""
    shop = folder / "shop"
    shutil.copytree(RECORD_SHOP, shop)
    schema = shop / "schema.yaml"
    schema.write_text(schema.read_text().replace("triggers:\n", "triggers:\n  returned: { quantity: number }\n"))
    (shop / "journeys" / "sorry.yaml").write_text(
        "journey: sorry\ntitle: Sorry\ndepartment: care\n\n"
        "enter:\n  trigger: returned\n  again: never\n\nsteps:\n  - id: rest\n    wait: 30d\n"
    )
    return shop


async def ids_signalled(doorway: Doorway, customer_id: str) -> list[str]:
    history = await doorway.temporal.get_workflow_handle(workflow_id(customer_id)).fetch_history()
    payloads = [
        event.workflow_execution_signaled_event_attributes.input.payloads[0]
        for event in history.events
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]
    tracks = await doorway.temporal.data_converter.decode(payloads, [Track] * len(payloads))
    return [track.id for track in tracks]


async def test_several_drains_take_turns_and_reorder_nobody(doorway: Doorway) -> None:
    side = SqlLedgerSide(doorway.database)
    tracks = [doorway.track() for _ in range(12)]
    for n, track in enumerate(tracks):
        await side.store(f"d7-{n % 2}", track, "accepted")
    stop = asyncio.Event()
    drains = [asyncio.create_task(doorway.drain().run(stop)) for _ in range(3)]
    async with asyncio.timeout(60):
        while doorway.inbox:
            await asyncio.sleep(0.05)
    stop.set()
    await asyncio.gather(*drains)
    for n in range(2):
        assert await ids_signalled(doorway, f"d7-{n}") == [track.id for track in tracks[n::2]]


async def test_an_old_repeat_is_not_signalled_again(doorway: Doorway) -> None:
    side, track = SqlLedgerSide(doorway.database), doorway.track()
    async with doorway.working():
        await doorway.client().track("d8", track)
        async with asyncio.timeout(60):
            while not timeline(doorway.database, "d8"):
                await asyncio.sleep(0.05)
    await side.store("d8", track, "accepted")
    assert await doorway.drain().once() == 1
    assert doorway.inbox == []
    assert await doorway.signals("d8") == ["track"]
