"""What a machine that stood still leaves behind: workflow tasks that the SDK failed after two seconds and did again."""

import re
from collections.abc import Iterable

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.converter import DataConverter

_TOO_SLOW = "TMPRL1101"
"""the SDK's name for it; what our own code does wrong has others"""
_RECORD = re.compile(r"^(?=\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} )", re.MULTILINE)
_FAULTS = ("ERROR", "CRITICAL", "Traceback")


async def task_failures(
    converter: DataConverter, events: Iterable[HistoryEvent]
) -> set[WorkflowTaskFailedCause.ValueType]:
    """Why workflow tasks failed, but for those that the machine was too slow for."""
    failed = [
        event.workflow_task_failed_event_attributes
        for event in events
        if event.HasField("workflow_task_failed_event_attributes")
    ]
    return {one.cause for one in failed if not await _too_slow(converter, one.failure)}


def faults(log: str) -> list[str]:
    """The records of a worker's log that tell of a fault, but for workflow tasks that the machine was too slow for."""
    told = (record for record in _RECORD.split(log) if any(map(record.__contains__, _FAULTS)))
    # The error is a record's last line: what is written behind it without being a record is told of too.
    return [record for record in told if _TOO_SLOW not in record.splitlines()[-1]]


async def _too_slow(converter: DataConverter, failure: Failure) -> bool:
    """What went wrong is encrypted in a history."""
    return _TOO_SLOW in str(await converter.decode_failure(failure))
