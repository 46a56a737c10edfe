"""A run to be replayed, and what is known of it beside its history."""

from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from engine.customer.state import CustomerState

_ENDED = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
}


@dataclass(frozen=True)
class Recorded:
    """One run; `state` at its end where that was recorded, `source` the file it stands in."""

    history: WorkflowHistory
    state: CustomerState | None = None
    source: str | None = None

    @property
    def has_tasks(self) -> bool:
        """Whether the workflow's code ever ran."""
        return any(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in self.history.events)

    @property
    def running(self) -> bool:
        return self.history.events[-1].event_type not in _ENDED
