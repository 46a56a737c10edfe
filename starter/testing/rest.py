"""Waits until a customer's workflow has done everything that it can do at this instant."""

import asyncio

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowHistory
from temporalio.service import RPCError

from starter.testing.errors import NotAtRest

__tracebackhide__ = True  # a failing test is shown where it stands, not where it was noticed

_EVERY = 0.02
"""seconds"""

_OPEN = {
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: 1,
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED: -1,
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED: -1,
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT: -1,
    EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED: -1,
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED: 1,
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED: -1,
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED: -1,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT: -1,
}


async def rest(client: Client, workflow: str, seconds: float = 20) -> None:
    """Until no task and no activity of hers is on its way. Raises NotAtRest, with the failure that is tried again."""
    try:
        async with asyncio.timeout(seconds):
            while not await at_rest(client, workflow):  # noqa: ASYNC110 - the server tells nobody when
                await asyncio.sleep(_EVERY)
    except TimeoutError:
        why = await _why(client, workflow)
        raise NotAtRest(f"{workflow} did not come to rest within {seconds:g} s{why}") from None


async def at_rest(client: Client, workflow: str) -> bool:
    history = await _history(client, workflow)
    return history is not None and (
        sum(_OPEN.get(event.event_type, 0) for event in history.events) == 0
        and not history.events[-1].HasField("workflow_execution_continued_as_new_event_attributes")
    )


async def _history(client: Client, workflow: str) -> WorkflowHistory | None:
    """None between two runs."""
    try:
        return await client.get_workflow_handle(workflow).fetch_history()
    except RPCError:
        return None


async def _why(client: Client, workflow: str) -> str:
    history = await _history(client, workflow)
    failed = next(filter(_is_failure, reversed(history.events if history else ())), None)
    if failed is None:
        return ": is an activity waiting for something that does not answer?"
    return f": {failed.workflow_task_failed_event_attributes.failure.message}"


def _is_failure(event: HistoryEvent) -> bool:
    return event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
