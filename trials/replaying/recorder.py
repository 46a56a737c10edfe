"""Watches a replay: keeps every command that the code of today gives, and its state at the end."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, runtime_checkable

from temporalio import workflow
from temporalio.api.failure.v1 import Failure
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext
from temporalio.worker import (
    ExecuteWorkflowInput,
    WorkflowInboundInterceptor,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowRunner,
)
from temporalio.workflow import Info

from engine.customer.state import CustomerState

_PLACE = re.compile(r'File "([^"]+)", line (\d+)')


@runtime_checkable
class HasState(Protocol):
    """A customer's workflow, whichever copy of its class the sandbox made."""

    @property
    def state(self) -> CustomerState: ...


@dataclass
class RunRecord:
    """What the code of today did with one run."""

    commands: list[WorkflowCommand] = field(default_factory=list)
    fault: str | None = None
    """why a workflow task failed"""
    customer: HasState | None = None
    state: str | None = None
    """the state at the end, as JSON"""

    def look(self) -> None:
        if self.customer is not None:
            self.state = self.customer.state.model_dump_json()


class Recorder:
    """The records of the runs that are being replayed."""

    def __init__(self) -> None:
        self._records: dict[str, RunRecord] = {}

    def around(self, runner: WorkflowRunner) -> WorkflowRunner:
        """The runner, watched: timers and search attributes have no interceptor."""
        return _WatchedRunner(runner, self._records)

    def take(self, run_id: str) -> RunRecord:
        """The record of a run that was replayed; an empty one when its first task was never reached."""
        return self._records.pop(run_id, RunRecord())


class _WatchedRunner(WorkflowRunner):
    def __init__(self, inner: WorkflowRunner, records: dict[str, RunRecord]) -> None:
        self._inner = inner
        self._records = records

    def prepare_workflow(self, defn: Any) -> None:  # the SDK does not publish the type
        self._inner.prepare_workflow(defn)

    def set_worker_level_failure_exception_types(self, types: Any) -> None:
        self._inner.set_worker_level_failure_exception_types(types)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        record = self._records[det.info.run_id] = RunRecord()
        watched = replace(det, interceptor_classes=[*det.interceptor_classes, _watcher(record)])
        return _Recorded(self._inner.create_instance(watched), record)


def _watcher(record: RunRecord) -> type[WorkflowInboundInterceptor]:
    class Watcher(WorkflowInboundInterceptor):
        async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
            customer = workflow.instance()
            if isinstance(customer, HasState):
                record.customer = customer
            return await super().execute_workflow(input)

    return Watcher


def _told(failure: Failure) -> str:
    """The message, and the place in the code where it was raised."""
    place = _PLACE.findall(failure.stack_trace)
    return f"{failure.message} ({place[-1][0]}, line {place[-1][1]})" if place else failure.message


class _Recorded(WorkflowInstance):
    def __init__(self, inner: WorkflowInstance, record: RunRecord) -> None:
        self._inner = inner
        self._record = record

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        if any(job.HasField("remove_from_cache") for job in act.jobs):
            self._record.look()  # what is taken down afterwards no longer counts
            return self._inner.activate(act)
        completion = self._inner.activate(act)
        if completion.HasField("failed"):
            self._record.fault = _told(completion.failed.failure)
        for command in completion.successful.commands:
            kept = WorkflowCommand()
            kept.CopyFrom(command)  # a payload codec changes the original in place
            self._record.commands.append(kept)
        return completion

    def get_serialization_context(self, command_info: Any) -> SerializationContext | None:
        return self._inner.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._inner.get_external_store_context(command_info)

    def get_info(self) -> Info:
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        return self._inner.get_thread_id()
