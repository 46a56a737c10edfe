"""A workflow task that the machine was too slow for is excused, and no other fault beside it."""

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes

from tests.e2e.standing_still import faults, task_failures

_CONVERTER = DataConverter(failure_converter_class=DefaultFailureConverterWithEncodedAttributes)
_UNHANDLED = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE
_SLOW = """\
2026-04-01 10:00:02,000 ERROR   temporalio.worker._workflow: Failed handling activation on workflow with run ID r
Traceback (most recent call last):
  File "_workflow.py", line 434, in _handle_activation
temporalio.worker._workflow._DeadlockError: [TMPRL1101] Potential deadlock detected
"""
_GOOD = "2026-04-01 10:00:01,000 INFO    __main__: profile development\n"
_BROKEN = """\
2026-04-01 10:00:03,000 WARNING __main__: it broke
Traceback (most recent call last):
ValueError: no
"""


async def test_of_failed_tasks_those_are_excused_that_took_too_long() -> None:
    slow, broken = await _failed("[TMPRL1101] Potential deadlock detected"), await _failed("no")
    assert await task_failures(_CONVERTER, [HistoryEvent(), slow]) == set()
    assert await task_failures(_CONVERTER, [slow, broken]) == {_UNHANDLED}


def test_of_a_log_every_other_record_is_told_of() -> None:
    assert faults("") == faults(_GOOD + _SLOW + _GOOD + _SLOW) == []
    assert faults(_BROKEN + _SLOW + _GOOD + _BROKEN) == [_BROKEN, _BROKEN]
    assert faults("Traceback\nImportError\n" + _GOOD) == ["Traceback\nImportError\n"]
    assert faults(_SLOW + "Traceback\nMemoryError\n") == [_SLOW + "Traceback\nMemoryError\n"]


async def _failed(message: str) -> HistoryEvent:
    event = HistoryEvent()
    event.workflow_task_failed_event_attributes.cause = _UNHANDLED
    await _CONVERTER.encode_failure(RuntimeError(message), event.workflow_task_failed_event_attributes.failure)
    return event
