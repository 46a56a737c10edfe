"""12,000 triggers for one customer while no worker runs: more than a run takes as signals, and none is lost."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from temporalio.api.enums.v1 import WorkflowTaskFailedCause

from engine.contracts.inputs import ConsentChange, Identify, Track
from engine.model import Attributes
from runtime.telemetry import Silent
from starter.background.drain import Drain
from starter.background.pace import Pace
from starter.background.workload import Workload
from starter.client import JourneyClient
from starter.ledger_side import SqlLedgerSide, published_in
from starter.opening import journey_client
from starter.ports import Taken
from starter.signaller import Signaller
from tests.e2e.conftest import Place
from tests.e2e.processes import worker_process
from tests.e2e.standing_still import task_failures
from tests.e2e.waiting import until
from tests.house import settings_for
from workflows.names import workflow_id

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(480)]

_TRIGGERS = 12_000
_SERVICES = 8
"""Each is a client of its own, as another process would have it; within one client a customer's calls queue."""


async def test_twelve_thousand_triggers_are_all_absorbed(place: Place) -> None:
    now = datetime.now(UTC)
    services = [_client(place) for _ in range(_SERVICES)]
    granted = (ConsentChange(status="granted"),)
    attributes: Attributes = {"email": "c-burst@example.com"}
    await services[0].identify("c-burst", Identify(id="in", at=now, attributes=attributes, consents=granted))
    taken = await asyncio.gather(*(_burst(client, n, now) for n, client in enumerate(services)))
    kept = sum(answers.count(Taken.STORED) for answers in taken)
    assert kept >= _TRIGGERS - 10_000  # what a run does not take as signals waits at the door
    assert sum(map(len, taken)) == _TRIGGERS

    stop = asyncio.Event()
    async with worker_process(place.environment):
        draining = asyncio.create_task(_drain(place).run(stop))
        await until(lambda: place.mails() == 1, seconds=120)
        await until(lambda: place.rows("inbox WHERE drained_at IS NULL") == 0, seconds=120)
        await _client(place).track("c-burst", Track(id="last", type="purchase", at=datetime.now(UTC)))
        await until(lambda: place.rows("input WHERE type = 'clicked_ad'") == _TRIGGERS, seconds=120)
        stop.set()
        await draining
    # A signal that comes while a run continues as new makes the server ask again: that is no fault of the code.
    assert await _failures(place) <= {WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND}


def _client(place: Place) -> JourneyClient:
    settings = settings_for(place.url, place.sendgrid.base_url).model_copy(update={"task_queue": place.task_queue})
    return journey_client(settings, place.client, place.database, Silent())


def _drain(place: Place) -> Drain:
    signaller = Signaller(place.client, place.task_queue)
    workers = Workload(place.client, place.task_queue)
    return Drain(
        SqlLedgerSide(place.database), published_in(place.database), signaller, Pace(workers, first=1000), pause=0.1
    )


async def _burst(client: JourneyClient, service: int, now: datetime) -> list[Taken]:
    tracks = (
        Track(id=f"{service}-{n}", type="clicked_ad", at=now + timedelta(milliseconds=n))
        for n in range(_TRIGGERS // _SERVICES)
    )
    return await asyncio.gather(*(client.track("c-burst", track) for track in tracks))


async def _failures(place: Place) -> set[WorkflowTaskFailedCause.ValueType]:
    """Why workflow tasks failed, over all runs of the customer."""
    causes: set[WorkflowTaskFailedCause.ValueType] = set()
    async for run in place.client.list_workflows(f"WorkflowId = '{workflow_id('c-burst')}'"):
        handle = place.client.get_workflow_handle(run.id, run_id=run.run_id)
        events = [event async for event in handle.fetch_history_events()]
        causes |= await task_failures(place.client.data_converter, events)
    return causes
