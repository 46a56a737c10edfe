"""Four worker processes on one SQLite ledger: every mail once, every outcome known, and no error."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import TaskQueueType, WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

from audit.queries.deliveries import deliveries, unknown_outcomes
from engine.contracts.inputs import ConsentChange, Identify, Track
from runtime.telemetry import Silent
from starter.client import JourneyClient
from starter.opening import journey_client
from tests.e2e.conftest import Place
from tests.e2e.processes import worker_process
from tests.e2e.standing_still import faults, task_failures
from tests.e2e.waiting import until
from tests.house import settings_for
from workflows.names import workflow_id

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

_WORKERS = 4
_CUSTOMERS = [f"c-{n}" for n in range(40)]
_UNHANDLED = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND


async def test_forty_customers_have_their_mail_once_and_nothing_fails(place: Place, tmp_path: Path) -> None:
    said = [tmp_path / f"worker-{n}.log" for n in range(_WORKERS)]
    async with _workers(place, said):
        client = _client(place)
        await asyncio.gather(*(_buy(client, customer) for customer in _CUSTOMERS))
        await until(lambda: place.rows("delivery WHERE outcome = 'accepted'") >= len(_CUSTOMERS), seconds=120)
        events = [event async for event in _events(place)]

    mails = Counter(address for mail in place.sendgrid.mailbox.after(0) for address in mail.recipients())
    assert mails == {f"{customer}@example.com": 1 for customer in _CUSTOMERS}
    assert {(line.customer_id, line.outcome, line.attempt) for line in deliveries(place.database)} == {
        (customer, "accepted", 1) for customer in _CUSTOMERS
    }
    assert place.rows("delivery") == place.rows("claim") == place.mails() == len(_CUSTOMERS)
    assert unknown_outcomes(place.database) == []
    assert await task_failures(place.client.data_converter, events) <= {_UNHANDLED}
    assert len(_delivered_by(events)) > 1  # they did share the work
    assert [fault for log in said for fault in faults(log.read_text())] == []


@asynccontextmanager
async def _workers(place: Place, said: list[Path]) -> AsyncIterator[None]:
    """One process per log, for as long as the context lasts; all of them are polling at its start."""
    async with AsyncExitStack() as stack:
        for log in said:
            await stack.enter_async_context(worker_process(place.environment, stack.enter_context(log.open("wb"))))
        async with asyncio.timeout(90):
            while await _polling(place) < len(said):
                await asyncio.sleep(0.2)
        yield


async def _polling(place: Place) -> int:
    """How many processes ask for activities."""
    request = DescribeTaskQueueRequest(
        namespace=place.client.namespace,
        task_queue=TaskQueue(name=place.task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    )
    answer = await place.client.workflow_service.describe_task_queue(request)
    return len({poller.identity for poller in answer.pollers})


def _client(place: Place) -> JourneyClient:
    settings = settings_for(place.url, place.sendgrid.base_url).model_copy(update={"task_queue": place.task_queue})
    return journey_client(settings, place.client, place.database, Silent())


async def _buy(client: JourneyClient, customer: str) -> None:
    now = datetime.now(UTC)
    granted = (ConsentChange(status="granted"),)
    await client.identify(
        customer, Identify(id="in", at=now, attributes={"email": f"{customer}@example.com"}, consents=granted)
    )
    await client.track(customer, Track(id="bought", type="purchase", at=now))


async def _events(place: Place) -> AsyncIterator[HistoryEvent]:
    """Of all customers."""
    for customer in _CUSTOMERS:
        async for event in place.client.get_workflow_handle(workflow_id(customer)).fetch_history_events():
            yield event


def _delivered_by(events: list[HistoryEvent]) -> set[str]:
    """Which processes ran activities."""
    return {
        event.activity_task_started_event_attributes.identity
        for event in events
        if event.HasField("activity_task_started_event_attributes")
    }
