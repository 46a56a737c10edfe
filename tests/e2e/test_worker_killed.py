"""A worker dies between the provider's answer and the settling: no second mail, the outcome is unknown and listed."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from audit.queries.deliveries import unknown_outcomes
from engine.contracts.inputs import ConsentChange, Identify, Track
from standins.faults import Fault
from tests.e2e.conftest import Place
from tests.e2e.processes import kill, worker_process
from tests.e2e.waiting import until
from workflows.contract import CustomerStart
from workflows.customer import CustomerWorkflow
from workflows.names import workflow_id

_ANSWER_AFTER = 2.0
"""seconds that the provider takes"""

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def test_a_marketing_message_is_not_sent_twice(place: Place) -> None:
    place.sendgrid.faults.order(Fault(kind="slow", seconds=_ANSWER_AFTER))
    async with worker_process(place.environment) as doomed:
        await _buy(place)
        await until(lambda: place.mails() == 1)
        # The ledger has one writer: while it is held here, the provider's answer comes but cannot be settled.
        with place.database.begin() as writer:
            writer.execute(text("SELECT 1"))
            await asyncio.sleep(_ANSWER_AFTER + 1)
            kill(doomed)
            await doomed.wait()
    assert (place.rows("claim"), place.rows("delivery")) == (1, 0)

    async with worker_process(place.environment):
        await until(lambda: place.rows("delivery") == 1, seconds=120)
    assert place.mails() == 1
    [unknown] = unknown_outcomes(place.database)
    assert (unknown.customer_id, unknown.message) == ("c-killed", "hello")


async def _buy(place: Place) -> None:
    now = datetime.now(UTC)
    handle = await place.client.start_workflow(
        CustomerWorkflow.run,
        CustomerStart(customer_id="c-killed"),
        id=workflow_id("c-killed"),
        task_queue=place.task_queue,
        start_signal="identify",
        start_signal_args=[
            Identify(
                id="identify",
                at=now,
                attributes={"email": "c-killed@example.com"},
                consents=(ConsentChange(status="granted"),),
            )
        ],
    )
    await handle.signal(CustomerWorkflow.track, Track(id="bought", type="purchase", at=now))
