"""The sandbox for workflows whose payloads all belong to one customer."""

from typing import Any

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import (
    SerializationContext,
    StorageDriverStoreContext,
    WorkflowSerializationContext,
)
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import Info

_NOWHERE = StorageDriverStoreContext(target=None)
"""No payload is stored outside of histories."""


class OneCustomerRunner(SandboxedWorkflowRunner):
    """Names the context of every payload without entering the sandbox, which the SDK does for each of them.

    The context of an activity would name the same workflow, and nothing else of it is asked for; entering the sandbox
    took a quarter of a worker's time.
    """

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        context = WorkflowSerializationContext(namespace=det.info.namespace, workflow_id=det.info.workflow_id)
        return _OneContext(super().create_instance(det), context)


class _OneContext(WorkflowInstance):
    __slots__ = ("_context", "_inner")

    def __init__(self, inner: WorkflowInstance, context: SerializationContext) -> None:
        self._inner = inner
        self._context = context

    def get_serialization_context(self, command_info: Any) -> SerializationContext:  # its type is not published
        return self._context

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return self._inner.activate(act)

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:
        return _NOWHERE

    def get_info(self) -> Info:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        # The SDK would interrupt the thread of an activation that takes two seconds, wherever that thread is: what it
        # hits may never be evicted, and its customer stands still. The engine always comes to an end, so it is let to;
        # the task is given again.
        return None
