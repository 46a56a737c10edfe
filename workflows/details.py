"""Where a customer is, told to Temporal's UI when it asks: made then, so that it costs no wake anything."""

from typing import Any, Protocol, runtime_checkable

from temporalio import workflow
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.worker import (
    HandleQueryInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


@runtime_checkable
class HasDetails(Protocol):
    """A customer's workflow, whichever copy of its class the sandbox made."""

    def details(self) -> str: ...


class CurrentDetails(Interceptor):
    """Puts the current details into the answer to the query by which the UI asks what a workflow is."""

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        return _Telling


class _Telling(WorkflowInboundInterceptor):
    async def handle_query(self, input: HandleQueryInput) -> Any:
        answer = await super().handle_query(input)
        customer = workflow.instance()
        if isinstance(answer, WorkflowMetadata) and isinstance(customer, HasDetails):
            answer.current_details = customer.details()
        return answer
