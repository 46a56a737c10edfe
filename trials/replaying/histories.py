"""Fetches the histories of customers from a Temporal server."""

from collections.abc import AsyncIterator, Sequence
from heapq import nsmallest

from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from engine.identity import digest
from workflows.names import workflow_id

RUNNING = "WorkflowType = 'Customer' AND ExecutionStatus = 'Running'"


async def running(client: Client, sample: int | None) -> list[str]:
    """The workflow ids of running customers; a sample is drawn by a hash of the id: even, and the same each time."""
    found = [execution.id async for execution in client.list_workflows(RUNNING)]
    return sorted(found) if sample is None else nsmallest(sample, found, key=lambda one: digest("replay", one))


async def newest(client: Client, ids: Sequence[str]) -> AsyncIterator[WorkflowHistory]:
    """The history of each one's present run; a customer who was erased meanwhile is left out."""
    for one in ids:
        history = await _fetch(client, one, None)
        if history is not None:
            yield history


async def chain(client: Client, customer_id: str) -> list[WorkflowHistory]:
    """All runs of a customer that the server still keeps, oldest first."""
    return await _chain(client, workflow_id(customer_id))


async def chains(client: Client, ids: Sequence[str]) -> AsyncIterator[WorkflowHistory]:
    """The runs of one customer after another; a customer of whom nothing is kept is left out."""
    for one in ids:
        for history in await _chain(client, one):
            yield history


async def is_kept(client: Client, workflow: str) -> bool:
    """Whether the server has a run of this workflow id."""
    try:
        await client.get_workflow_handle(workflow).describe()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return False
        raise
    return True


async def _chain(client: Client, workflow: str) -> list[WorkflowHistory]:
    found: list[WorkflowHistory] = []
    run_id: str | None = None
    while (history := await _fetch(client, workflow, run_id)) is not None:
        found.insert(0, history)
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run_id:
            break
    return found


async def _fetch(client: Client, workflow: str, run_id: str | None) -> WorkflowHistory | None:
    try:
        return await client.get_workflow_handle(workflow, run_id=run_id).fetch_history()
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise
