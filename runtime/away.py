"""Tells of a server that a lazy connection cannot reach as of any other call that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from temporalio.client import (
    Interceptor,
    OutboundInterceptor,
    QueryWorkflowInput,
    SignalWorkflowInput,
    StartWorkflowInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)
from temporalio.service import RPCError, RPCStatusCode


class AwayIsUnavailable(Interceptor):
    """The SDK raises RuntimeError where a lazy connection fails, and RPCError everywhere else."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _Outbound(next)


class _Outbound(OutboundInterceptor):
    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        with _unavailable():
            return await super().start_workflow(input)

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        with _unavailable():
            await super().signal_workflow(input)

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:
        with _unavailable():
            return await super().query_workflow(input)

    async def start_update_with_start_workflow(
        self, input: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        with _unavailable():
            return await super().start_update_with_start_workflow(input)


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        if "client connect" not in str(error):
            raise
        raise RPCError("Temporal cannot be reached", RPCStatusCode.UNAVAILABLE, b"") from error
