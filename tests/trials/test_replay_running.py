"""Running customers of a real server: their present runs and whole chains replay, and who would diverge is named."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from audit.database import open_database
from audit.migrate import migrate
from audit.publications import SqlPublications, SqlShelf
from catalogue.publish import publish
from catalogue.shelf import MemoryShelf
from engine.contracts.inputs import ConsentChange, Identify, Track
from engine.journeys.steps import send
from engine.shelf import install, installed
from runtime.dev_server import find_binary
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from standins.sendgrid.server import start_sendgrid
from tests.databases import sqlite_url
from tests.house import settings_for
from tests.keys import codec_for
from tests.servers import PATIENCE
from tests.workflows import journeys
from trials.replay import replay_chain, replay_history, replay_running
from trials.replaying import histories
from worker import composed
from workflows.contract import CustomerStart, Limits
from workflows.customer import CustomerWorkflow
from workflows.names import SEARCH_ATTRIBUTES, workflow_id

CUSTOMERS = ("a", "b", "c")


@asynccontextmanager
async def asleep(folder: Path) -> AsyncIterator[tuple[Client, SqlShelf]]:
    """Three customers who got a mail, went on in a new run and sleep; their worker is gone."""
    url = sqlite_url(folder)
    database = open_database(url)
    migrate(database)
    publish(journeys.write(folder, "series"), SqlPublications(database), by="test", commit=None, at=datetime.now(UTC))
    sendgrid = await start_sendgrid(api_key="SG.test")
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(find_binary()),
        dev_server_startup_timeout=PATIENCE,
        plugins=[TwostepPlugin(codec_for(database))],
        search_attributes=SEARCH_ATTRIBUTES,
    ) as env:
        for customer in CUSTOMERS:  # both signals wait at the server, for the same run
            await _mailed(env.client, customer)
        async with composed(settings_for(url, sendgrid.base_url), env.client, Silent()) as worker, worker:
            for customer in CUSTOMERS:
                await _continued(env.client, customer)
            await _listed(env.client)
        yield env.client, SqlShelf(database)
    await sendgrid.close()
    database.dispose()


async def _mailed(client: Client, customer: str) -> None:
    now = datetime.now(UTC)
    granted = (ConsentChange(status="granted"),)
    identify = Identify(id="i", at=now, attributes={"email": f"{customer}@example.com"}, consents=granted)
    handle = await client.start_workflow(
        CustomerWorkflow.run,
        CustomerStart(customer_id=customer, limits=Limits(quiet_events=5)),
        id=workflow_id(customer),
        task_queue="twostep",
        start_signal="identify",
        start_signal_args=[identify],
    )
    await handle.signal(CustomerWorkflow.track, Track(id="t", type="purchase", at=now))


async def _continued(client: Client, customer: str) -> None:
    async with asyncio.timeout(30):
        while len(runs := await histories.chain(client, customer)) < 2 or not _woke(runs[-1]):
            await asyncio.sleep(0.05)


def _woke(run: WorkflowHistory) -> bool:
    return any(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in run.events)


async def _listed(client: Client) -> None:
    """The server's list is a little behind."""
    async with asyncio.timeout(30):
        while sorted(await histories.running(client, None)) != sorted(map(workflow_id, CUSTOMERS)):
            await asyncio.sleep(0.05)


async def test_who_sleeps_replays_and_who_would_diverge_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asleep(tmp_path) as (client, shelf):
        install(before := MemoryShelf())
        done: list[tuple[int, int]] = []
        report = await replay_running(client, shelf, progress=lambda n, of: done.append((n, of)))
        assert report.ok, report
        assert (report.replayed, done[-1]) == (3, (3, 3))
        two = await histories.running(client, 2)
        assert (await replay_running(client, shelf, ids=two)).replayed == 2
        assert installed() is before

        runs = await replay_chain(client, shelf, "a")
        assert len(runs) >= 2
        assert all(verdict.ok for verdict in runs), runs
        assert runs[-1].state is not None
        assert [one.step for one in runs[-1].state.enrolments] == ["pause-1"]

        before_change = send.expiry
        monkeypatch.setattr(send, "expiry", lambda *given: before_change(*given).replace(microsecond=0))
        first, *_ = await replay_chain(client, shelf, "a")
        assert first.divergence is not None
        assert first.divergence.subject == "deliver"


async def test_a_run_without_a_task_yet_has_nothing_to_replay() -> None:
    verdict = await replay_history(_only_started(), MemoryShelf())
    assert verdict.ok and verdict.events == 1


def _only_started() -> WorkflowHistory:
    event = HistoryEvent(event_id=1, event_type=EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED)
    event.workflow_execution_started_event_attributes.original_execution_run_id = "run-1"
    return WorkflowHistory("customer-new", [event])
