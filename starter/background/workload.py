"""Knows whether the workers are behind with what they were given."""

from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue, TaskQueueStats
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

MANY = 100
"""tasks that wait for a worker"""
LONG = timedelta(seconds=1)
"""the oldest of them has waited: one without the other is a burst, or what a build waits for that has no workers"""
_WITHIN = timedelta(seconds=2)
_TYPES = (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)


class Workload:
    """Of one task queue, as Temporal counts it over all builds."""

    def __init__(self, client: Client, task_queue: str, *, many: int = MANY) -> None:
        self._client = client
        self._task_queue = task_queue
        self._many = many

    async def behind(self) -> bool:
        """Where Temporal does not say, they are not: whoever signals hears soon enough what is wrong."""
        try:
            waiting = [await self._waiting(kind) for kind in _TYPES]
        except RPCError:
            return False
        return any(
            one.approximate_backlog_count > self._many and one.approximate_backlog_age.ToTimedelta() > LONG
            for one in waiting
        )

    async def _waiting(self, kind: TaskQueueType.ValueType) -> TaskQueueStats:
        request = DescribeTaskQueueRequest(
            namespace=self._client.namespace,
            task_queue=TaskQueue(name=self._task_queue),
            task_queue_type=kind,
            report_stats=True,
        )
        answer = await self._client.workflow_service.describe_task_queue(request, timeout=_WITHIN)
        return answer.stats
