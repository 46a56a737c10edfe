"""Every run of a workflow that Temporal keeps: found, told and deleted one by one."""

import asyncio
import time

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from engine.contracts.inputs import Control
from engine.contracts.ports import KeyDestroyed

DELETED_WITHIN = 90.0
"""seconds; the server takes up to half a minute for a closed run"""
_LOOK = 0.5
_QUIET = 3
"""looks in a row that find nothing: the list lags behind"""

_TAKES_NONE = frozenset({RPCStatusCode.NOT_FOUND, RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.RESOURCE_EXHAUSTED})
"""it ended meanwhile, or its run has had all the signals that one may have"""


class Runs:
    """The runs of one workflow id at a time."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def running(self, workflow: str) -> bool:
        try:
            described = await self._client.get_workflow_handle(workflow).describe()
        except RPCError as error:
            return _missing(error)
        return described.status == WorkflowExecutionStatus.RUNNING

    async def tell(self, workflow: str, control: Control) -> bool:
        """False when there is nobody to tell, or nothing can be written for her any more."""
        try:
            await self._client.get_workflow_handle(workflow).signal("control", control)
        except KeyDestroyed:
            return False
        except RPCError as error:
            if error.status in _TAKES_NONE:
                return False
            raise
        return True

    async def all(self, workflow: str) -> set[str]:
        """Run ids: those of the list, and those that the newest one continues, which the list may not have yet."""
        listed = {run.run_id async for run in self._client.list_workflows(f"WorkflowId = '{workflow}'")}
        return listed | await self._chain(workflow)

    async def delete_all(self, workflow: str) -> int | None:
        """How many were deleted, the running one at once; None when some are left after `DELETED_WITHIN`."""
        deadline = time.monotonic() + DELETED_WITHIN
        told: set[str] = set()
        quiet = 0
        while quiet < _QUIET:
            found = await self.all(workflow)
            for run in found - told:
                await self._delete(workflow, run)
            told |= found
            quiet = 0 if found else quiet + 1
            if time.monotonic() > deadline:
                return None
            await asyncio.sleep(_LOOK)
        return len(told)

    async def _delete(self, workflow: str, run: str) -> None:
        request = DeleteWorkflowExecutionRequest(
            namespace=self._client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=workflow, run_id=run),
        )
        try:
            await self._client.workflow_service.delete_workflow_execution(request)
        except RPCError as error:
            _missing(error)

    async def _chain(self, workflow: str) -> set[str]:
        found: set[str] = set()
        run: str | None = None
        while True:
            try:
                events = self._client.get_workflow_handle(workflow, run_id=run).fetch_history_events(page_size=1)
                started = (await anext(events)).workflow_execution_started_event_attributes
                found.add(run or (await self._client.get_workflow_handle(workflow).describe()).run_id)
            except (RPCError, StopAsyncIteration) as error:
                if isinstance(error, RPCError):
                    _missing(error)
                return found
            run = started.continued_execution_run_id
            if not run:
                return found


def _missing(error: RPCError) -> bool:
    """False, since there is none; any other error is raised again."""
    if error.status != RPCStatusCode.NOT_FOUND:
        raise error
    return False
