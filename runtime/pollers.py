"""Says who asked Temporal for tasks lately."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

RECENT = timedelta(minutes=2)
"""a poll takes up to one minute"""


async def recent_pollers(client: Client, task_queue: str, kind: TaskQueueType.ValueType) -> Sequence[PollerInfo]:
    """The workers of all builds; who stopped is among them for two minutes more. Raises RPCError."""
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=task_queue), task_queue_type=kind
        )
    )
    oldest = datetime.now(UTC) - RECENT
    return [poller for poller in described.pollers if poller.last_access_time.ToDatetime(UTC) > oldest]
