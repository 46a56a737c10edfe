"""Which build of the workers customers run on: makes one current, and brings old runs over to it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.enums.v1 import RoutingConfigUpdateState
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    UpdateWorkflowExecutionOptionsRequest,
)
from temporalio.client import Client
from temporalio.common import OneTimeVersioningOverride, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode

from runtime.build_id import DEPLOYMENT, build_id
from starter.errors import DoorError

APPEARS_WITHIN = 90.0
"""seconds; the server hears of a build when its workers poll, and a poll that was lost is made again after a minute"""
HEARD_WITHIN = 10.0
"""seconds; its task queues learn which build is current within a moment"""

_log = logging.getLogger(__name__)
_NOT_YET = "is not present in task queue"
_QUEUES_MISSING = "is missing active task queues"
_ON_ITS_WAY = RoutingConfigUpdateState.ROUTING_CONFIG_UPDATE_STATE_IN_PROGRESS
RUNNING = "WorkflowType = 'Customer' AND ExecutionStatus = 'Running'"
"""customers, in the words of Temporal's visibility"""


class BuildUnknown(DoorError):
    """No worker of this build has polled yet."""


@dataclass(frozen=True)
class OldRun:
    """A customer's workflow that runs on another build, or on none."""

    workflow_id: str
    run_id: str

    @property
    def customer_id(self) -> str:
        return self.workflow_id.removeprefix("customer-")


class Versions:
    """One deployment's builds; `build` is the one that this process has the code of."""

    def __init__(self, client: Client, deployment: str, build: str) -> None:
        self._client = client
        self._deployment = deployment
        self._build = build

    @property
    def build(self) -> str:
        return self._build

    async def current(self) -> str | None:
        """The build on which new customers start; None before the first."""
        try:
            known = await self._known()
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return None
            raise
        return known.routing_config.current_deployment_version.build_id or None

    async def make_current(self, within: float = APPEARS_WITHIN) -> None:
        """New customers start on this build, and old runs come over when they continue as new.

        Waits up to `within` seconds for its first worker to appear, and a moment for the server's task queues to have
        heard. Raises BuildUnknown.
        """
        await self._until(self._set_current, within)
        if not await _repeated(self._heard_everywhere, HEARD_WITHIN):
            _log.warning("build %s is current, and not all task queues have heard of it yet", self._build)

    async def old_runs(self) -> AsyncIterator[OldRun]:
        """Customers that are not on this build."""
        async for run in self._client.list_workflows(self._old_query()):
            yield OldRun(run.id, run.run_id)

    async def count_old(self) -> int:
        return (await self._client.count_workflows(self._old_query())).count

    async def move(self, run: OldRun, within: float = APPEARS_WITHIN) -> None:
        """Let the run's next workflow task go to this build, whose code must be known to replay it.

        It is no pin: afterwards the run is on this build like any other. Raises BuildUnknown, RPCError.
        """
        await self._until(lambda: self._override(run), within)

    async def _until(self, attempt: Callable[[], Awaitable[bool]], within: float) -> None:
        if not await _repeated(attempt, within):
            raise BuildUnknown(
                f"no worker of build {self._build!r} has appeared within {within:.0f} s on every task queue of the "
                "current build: start one from the same source (`twostep worker`), then repeat this"
            )

    async def _set_current(self) -> bool:
        try:
            await self._client.workflow_service.set_worker_deployment_current_version(
                SetWorkerDeploymentCurrentVersionRequest(
                    namespace=self._client.namespace,
                    deployment_name=self._deployment,
                    build_id=self._build,
                    identity=self._client.identity,
                ),
                retry=True,
            )
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND or _QUEUES_MISSING in error.message:
                return False
            raise
        return True

    async def _heard_everywhere(self) -> bool:
        # The server answers before its task queues know: a customer who begins in between begins on the old build.
        return (await self._known()).routing_config_update_state != _ON_ITS_WAY

    async def _known(self) -> WorkerDeploymentInfo:
        request = DescribeWorkerDeploymentRequest(namespace=self._client.namespace, deployment_name=self._deployment)
        # The server answers only a few of these a second, and workers often start together.
        answer = await self._client.workflow_service.describe_worker_deployment(request, retry=True)
        return answer.worker_deployment_info

    async def _override(self, run: OldRun) -> bool:
        target = OneTimeVersioningOverride(WorkerDeploymentVersion(self._deployment, self._build))
        try:
            await self._client.workflow_service.update_workflow_execution_options(
                UpdateWorkflowExecutionOptionsRequest(
                    namespace=self._client.namespace,
                    workflow_execution=WorkflowExecution(workflow_id=run.workflow_id, run_id=run.run_id),
                    workflow_execution_options=WorkflowExecutionOptions(versioning_override=target._to_proto()),
                    update_mask=FieldMask(paths=["versioning_override"]),
                )
            )
        except RPCError as error:
            # The server's parts learn of a new build one after another.
            if _NOT_YET in error.message:
                return False
            raise
        return True

    def _old_query(self) -> str:
        return f"{RUNNING} AND TemporalWorkerDeploymentVersion != '{self._deployment}:{self._build}'"


async def _repeated(attempt: Callable[[], Awaitable[bool]], within: float) -> bool:
    """Whether it succeeded before so many seconds were over."""
    try:
        async with asyncio.timeout(within):
            while True:
                if await attempt():
                    return True
                await asyncio.sleep(0.1)
    except TimeoutError:
        return False


def versions_of(client: Client) -> Versions:
    """The builds of our deployment; this process has the code of one."""
    return Versions(client, DEPLOYMENT, build_id())
