"""Says whether a worker of this machine is taking tasks: the health check of its container."""

import asyncio
import os
import socket
import sys
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from runtime.exit import run_to_exit
from runtime.temporal import TemporalUnreachable, connect

RECENT = timedelta(minutes=2)
"""a poll takes up to one minute"""


async def polls(client: Client, task_queue: str, host: str, kind: TaskQueueType.ValueType) -> bool:
    """Whether a worker on `host` asked for tasks of the kind lately; workers are named `process@host`."""
    described = await client.workflow_service.describe_task_queue(
        DescribeTaskQueueRequest(
            namespace=client.namespace, task_queue=TaskQueue(name=task_queue), task_queue_type=kind
        )
    )
    oldest = datetime.now(UTC) - RECENT
    return any(
        poller.identity.endswith(f"@{host}") and poller.last_access_time.ToDatetime(UTC) > oldest
        for poller in described.pollers
    )


async def check(task_queue: str, host: str) -> int:
    """0: tasks of both kinds are asked for; 1: not, with the reason on standard error."""
    try:
        client = await connect(None)
    except TemporalUnreachable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for kind in (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY):
        if not await polls(client, task_queue, host, kind):
            sys.stderr.write(f"no worker on {host!r} asks for {TaskQueueType.Name(kind)} of {task_queue!r}\n")
            return 1
    return 0


if __name__ == "__main__":
    run_to_exit(lambda: asyncio.run(check(os.environ.get("TASK_QUEUE") or "twostep", socket.gethostname())))
