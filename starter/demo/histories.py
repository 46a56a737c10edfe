"""Counts what Temporal's histories of all customers say: tasks, deliveries and failures."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from workflows.names import workflow_id

_AT_ONCE = 20
_FAULTS = {
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT: "a workflow task timed out",
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED: "an activity failed",
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT: "an activity timed out",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED: "the workflow failed",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT: "the workflow timed out",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: "the workflow was terminated",
}


@dataclass
class Histories:
    """Sums over every run of every customer."""

    runs: int = 0
    events: int = 0
    tasks: int = 0
    """completed workflow tasks"""
    deliveries: int = 0
    """completed activities that hand a message to a channel"""
    failures: list[str] = field(default_factory=list)
    """one sentence each, with the customer"""


async def read_histories(client: Client, customer_ids: Iterable[str]) -> Histories:
    """Every customer's runs, from the newest back to the first."""
    sums, gate = Histories(), asyncio.Semaphore(_AT_ONCE)

    async def one(customer_id: str) -> None:
        async with gate:
            await _read_life(client, customer_id, sums)

    async with asyncio.TaskGroup() as group:
        for customer_id in customer_ids:
            group.create_task(one(customer_id))
    return sums


async def _read_life(client: Client, customer_id: str, sums: Histories) -> None:
    run_id: str | None = None
    while run_id != "":
        history = await client.get_workflow_handle(workflow_id(customer_id), run_id=run_id).fetch_history()
        sums.runs += 1
        sums.events += len(history.events)
        _count(customer_id, history.events, sums)
        run_id = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id


def _count(customer_id: str, events: Iterable[HistoryEvent], sums: Histories) -> None:
    names: dict[int, str] = {}
    for event in events:
        match event.event_type:
            case EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
                names[event.event_id] = event.activity_task_scheduled_event_attributes.activity_type.name
            case EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
                scheduled = event.activity_task_completed_event_attributes.scheduled_event_id
                sums.deliveries += names[scheduled] == "deliver"
            case EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
                sums.tasks += 1
            case EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED if _is_fault(event):
                said = event.workflow_task_failed_event_attributes.failure.message
                sums.failures.append(f"customer {customer_id}: a workflow task failed (event {event.event_id}): {said}")
            case kind:
                if kind in _FAULTS:
                    sums.failures.append(f"customer {customer_id}: {_FAULTS[kind]} (event {event.event_id})")


def _is_fault(event: HistoryEvent) -> bool:
    """A task is also given up when an input came while it ended the run: that one is not lost and it is no fault."""
    cause = event.workflow_task_failed_event_attributes.cause
    return cause != WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
