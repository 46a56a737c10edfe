"""What a workflow did, as plain values: read from a history's events and from a replay's commands alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, JsonValue, TypeAdapter
from temporalio.api.common.v1 import Payload, SearchAttributes
from temporalio.api.history.v1 import HistoryEvent
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.converter import DataConverter, default

from engine.contracts.commands import Deliver, LookUp, Recall, Record, Withdraw
from workflows.contract import CustomerStart

MODELS: dict[str, type[BaseModel]] = {
    "deliver": Deliver,
    "record": Record,
    "recall": Recall,
    "look_up": LookUp,
    "withdraw": Withdraw,
}
"""Activity → the model of its input."""

_ANY: TypeAdapter[JsonValue] = TypeAdapter(JsonValue)


Key = tuple[str, str]
"""Which act: its kind and number."""


@dataclass(frozen=True)
class Act:
    """One thing done; `key` tells which, the same in the history and in the replay."""

    key: Key
    subject: str
    value: JsonValue


class ActReader:
    """Reads acts in order; one per history, since search attributes are told apart by their order."""

    def __init__(self, converter: DataConverter) -> None:
        self._converter = converter
        self._upserts = 0

    async def of_event(self, event: HistoryEvent) -> Act | None:
        """None: not something that the workflow's code did, or nothing that has a value."""
        if event.HasField("activity_task_scheduled_event_attributes"):
            scheduled = event.activity_task_scheduled_event_attributes
            name = scheduled.activity_type.name
            return _activity(
                scheduled.activity_id, name, await self._decoded(scheduled.input.payloads, MODELS.get(name))
            )
        if event.HasField("timer_started_event_attributes"):
            timer = event.timer_started_event_attributes
            return _timer(timer.timer_id, timer.start_to_fire_timeout.ToTimedelta().total_seconds())
        if event.HasField("upsert_workflow_search_attributes_event_attributes"):
            return self._upsert(event.upsert_workflow_search_attributes_event_attributes.search_attributes)
        if event.HasField("workflow_execution_continued_as_new_event_attributes"):
            carried = event.workflow_execution_continued_as_new_event_attributes
            return _continued(await self._decoded(carried.input.payloads, CustomerStart))
        return None

    def of_command(self, command: WorkflowCommand) -> Act | None:
        """Payloads of a replay's commands have not been through the codec."""
        if command.HasField("schedule_activity"):
            scheduled = command.schedule_activity
            name = scheduled.activity_type
            return _activity(scheduled.activity_id, name, self._plain(scheduled.arguments, MODELS.get(name)))
        if command.HasField("start_timer"):
            timer = command.start_timer
            return _timer(str(timer.seq), timer.start_to_fire_timeout.ToTimedelta().total_seconds())
        if command.HasField("upsert_workflow_search_attributes"):
            return self._upsert(command.upsert_workflow_search_attributes.search_attributes)
        if command.HasField("continue_as_new_workflow_execution"):
            carried = command.continue_as_new_workflow_execution
            return _continued(self._plain(carried.arguments, CustomerStart))
        return None

    async def _decoded(self, payloads: Sequence[Payload], model: type[BaseModel] | None) -> JsonValue:
        return _values(await self._converter.decode(payloads, _hints(model)))

    def _plain(self, payloads: Sequence[Payload], model: type[BaseModel] | None) -> JsonValue:
        return _values(self._converter.payload_converter.from_payloads(payloads, _hints(model)))

    def _upsert(self, attributes: SearchAttributes) -> Act:
        # search attributes are never encoded: the server reads them
        fields = attributes.indexed_fields
        value = {name: default().payload_converter.from_payload(fields[name]) for name in sorted(fields)}
        self._upserts += 1
        return Act(("search attributes", str(self._upserts)), ", ".join(sorted(fields)), value)


def _hints(model: type[BaseModel] | None) -> list[type[Any]] | None:
    return None if model is None else [model]


def _values(arguments: Sequence[Any]) -> JsonValue:
    """The only argument as JSON; a field that today's model adds shows with its default on both sides."""
    shown = [
        one.model_dump(mode="json") if isinstance(one, BaseModel) else _ANY.validate_python(one) for one in arguments
    ]
    return shown[0] if len(shown) == 1 else shown


def _activity(number: str, name: str, value: JsonValue) -> Act:
    return Act(("activity", number), name, value)


def _timer(number: str, seconds: float) -> Act:
    return Act(("timer", number), f"timer {number}", {"seconds": seconds})


def _continued(value: JsonValue) -> Act:
    return Act(("continue as new", ""), "continue as new", value)
