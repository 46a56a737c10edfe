"""Says whether a worker of this machine is taking tasks: the health check of its container."""

import asyncio
import os
import socket
import sys

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.client import Client

from runtime.exit import run_to_exit
from runtime.pollers import recent_pollers
from runtime.temporal import TemporalUnreachable, connect


async def polls(client: Client, task_queue: str, host: str, kind: TaskQueueType.ValueType) -> bool:
    """Whether a worker on `host` asked for tasks of the kind lately; workers are named `process@host`."""
    return any(poller.identity.endswith(f"@{host}") for poller in await recent_pollers(client, task_queue, kind))


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
