"""An operator resets a customer's run: what the ledger knows holds, and nothing goes out twice."""

from datetime import UTC, datetime

import pytest
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyExcludeType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

from engine.contracts.inputs import ConsentChange, Identify, Track
from tests.e2e.conftest import Place
from tests.e2e.processes import worker_process
from tests.e2e.waiting import until
from workflows.contract import CustomerStart
from workflows.customer import CustomerWorkflow
from workflows.names import workflow_id

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def test_a_reset_to_before_the_mail_sends_no_second_one_and_keeps_the_opt_out(place: Place) -> None:
    async with worker_process(place.environment):
        now = datetime.now(UTC)
        granted = (ConsentChange(status="granted"),)
        handle = await place.client.start_workflow(
            CustomerWorkflow.run,
            CustomerStart(customer_id="c-reset"),
            id=workflow_id("c-reset"),
            task_queue=place.task_queue,
            start_signal="identify",
            start_signal_args=[
                Identify(id="in", at=now, attributes={"email": "c-reset@example.com"}, consents=granted)
            ],
        )
        await handle.signal(CustomerWorkflow.track, Track(id="ad", type="clicked_ad", at=now))
        await until(lambda: place.mails() == 1)
        denied = (ConsentChange(status="denied"),)
        await handle.signal(CustomerWorkflow.identify, Identify(id="out", at=datetime.now(UTC), consents=denied))
        await until(lambda: place.rows("consent") == 2)

        reset = await place.client.workflow_service.reset_workflow_execution(
            ResetWorkflowExecutionRequest(
                namespace=place.client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=handle.id, run_id=handle.result_run_id or ""),
                reason="a test",
                workflow_task_finish_event_id=await _first_task(place, handle.id),
                request_id="reset",
                # the signals are lost to the new run: only the ledger can know of them
                reset_reapply_exclude_types=[ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL],
            )
        )
        again = place.client.get_workflow_handle(handle.id, run_id=reset.run_id)
        await again.signal(CustomerWorkflow.track, Track(id="ad again", type="clicked_ad", at=datetime.now(UTC)))
        await again.signal(CustomerWorkflow.track, Track(id="bought", type="purchase", at=datetime.now(UTC)))
        await until(lambda: place.rows("decision") == 2)
        await again.query(CustomerWorkflow.status)
        story = [(item.what, item.subject, item.detail) for item in await again.query(CustomerWorkflow.timeline)]
    assert place.mails() == 1
    assert ("dropped", "hello", "opted_out") in story
    assert ("not_entered", "once", "never_again") in story


async def _first_task(place: Place, workflow: str) -> int:
    """The end of the first workflow task: everything after it is undone."""
    async for event in place.client.get_workflow_handle(workflow).fetch_history_events():
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            return event.event_id
    raise AssertionError("no workflow task was completed")
