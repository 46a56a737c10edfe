"""Finds the customers who wait for a build of the workers that no worker runs."""

from collections.abc import AsyncIterator

from temporalio.api.enums.v1 import TaskQueueType, WorkerVersioningMode
from temporalio.client import Client, WorkflowExecutionAsyncIterator
from temporalio.common import SearchAttributeKey

from engine.model import Frozen
from runtime.build_id import DEPLOYMENT
from runtime.pollers import recent_pollers
from starter.moving.versions import RUNNING, versions_of
from workflows.names import customer_id_of

SOME = 5
"""customers who are named of each build"""
AT_MOST = 50
"""builds"""

_VERSION = SearchAttributeKey.for_keyword("TemporalWorkerDeploymentVersion")
_OURS = f"{DEPLOYMENT}:"


class Unattended(Frozen):
    """Whatever comes to these customers waits in Temporal, their deadlines too."""

    build: str | None
    """None: they have run on none yet, and none is current"""
    current: bool
    """new customers start on it"""
    of_this_source: bool
    """a worker that is started from here is of it"""
    customers: int
    some: tuple[str, ...]


async def unattended(client: Client, task_queue: str) -> tuple[Unattended, ...]:
    """By build, the current one first. Raises RPCError.

    The list of workflows lags behind by a second or two; a worker that stopped counts for two minutes more.
    """
    versions = versions_of(client)
    current = await versions.current()
    starting = "" if current is None else f"{_OURS}{current}"
    customers = f"{RUNNING} AND TaskQueue = '{task_queue}'"
    polled = await _polled(client, task_queue)
    found = []
    if starting not in polled:
        there = f"{customers} AND ({_VERSION.name} = '{starting}' OR {_VERSION.name} IS NULL)"
        found.append(await _told(client, there, current, True, versions.build))
    async for version in _others(client, customers, {*polled, starting}):
        there = f"{customers} AND {_VERSION.name} = '{version}'"
        found.append(await _told(client, there, version.removeprefix(_OURS), False, versions.build))
    return tuple(one for one in found if one.customers)


async def _others(client: Client, customers: str, seen: set[str]) -> AsyncIterator[str]:
    """The versions that customers are on, but those seen: visibility counts by none but the status."""
    for _ in range(AT_MOST):
        written = ", ".join(f"'{version}'" for version in sorted(seen))
        rest = f"{customers} AND {_VERSION.name} IS NOT NULL AND {_VERSION.name} NOT IN ({written})"
        listed = [run.typed_search_attributes.get(_VERSION) async for run in _first(client, rest, 1)]
        if not listed or listed[0] is None:
            return
        seen = {*seen, listed[0]}
        yield listed[0]


async def _told(client: Client, query: str, build: str | None, current: bool, ours: str) -> Unattended:
    count = (await client.count_workflows(query)).count
    some = [customer_id_of(run.id) async for run in _first(client, query, SOME)]
    return Unattended(
        build=build,
        current=current and build is not None,
        of_this_source=build == ours,
        customers=count,
        some=tuple(some),
    )


def _first(client: Client, query: str, most: int) -> WorkflowExecutionAsyncIterator:
    return client.list_workflows(query, limit=most, page_size=most)


async def _polled(client: Client, task_queue: str) -> set[str]:
    """The versions that workers ask for tasks of; empty for workers without one."""
    pollers = await recent_pollers(client, task_queue, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
    return {
        f"{options.deployment_name}:{options.build_id}"
        if options.worker_versioning_mode == WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
        else ""
        for options in (poller.deployment_options for poller in pollers)
    }
