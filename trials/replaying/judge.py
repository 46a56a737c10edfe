"""Compares a replay with its history, act by act, and says where they part."""

import re
from collections.abc import Sequence

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter

from engine.customer.state import CustomerState
from trials.replaying.acts import Act, ActReader
from trials.replaying.differences import differences
from trials.replaying.recorder import RunRecord
from trials.replaying.verdict import Divergence, How, Verdict

_EVENT_ID = re.compile(r"\bid: (\d+)")
_MESSAGE = re.compile(r'message: "((?:[^"\\]|\\.)*)"')
"""The SDK tells its finding as the dump of a failure."""


async def judge(
    history: WorkflowHistory,
    record: RunRecord,
    failure: Exception | None,
    converter: DataConverter,
    expected: CustomerState | None = None,
) -> Verdict:
    """`failure` is what the stock replayer says, `expected` the state that was recorded with the history."""
    divergence = await _parting(history.events, record, failure, converter)
    state = CustomerState.model_validate_json(record.state) if record.state is not None else None
    if divergence is None and expected is not None:
        divergence = _state_differs(history.events[-1], expected, state)
    return Verdict(
        workflow_id=history.workflow_id,
        run_id=history.run_id,
        events=len(history.events),
        divergence=divergence,
        state=state,
    )


async def _parting(
    events: Sequence[HistoryEvent], record: RunRecord, failure: Exception | None, converter: DataConverter
) -> Divergence | None:
    strict = await _first_difference(events, record, converter)
    stock = None if failure is None else _as_told(events, record, failure)
    if strict is None or stock is None:
        return strict or stock
    # The stock replayer knows why an act is missing; an earlier act with other values is what began it.
    if strict.how == "differs" and strict.event_id <= stock.event_id:
        return strict
    return stock.model_copy(
        update={"event_id": strict.event_id, "event_type": strict.event_type, "subject": strict.subject}
    )


async def _first_difference(
    events: Sequence[HistoryEvent], record: RunRecord, converter: DataConverter
) -> Divergence | None:
    reader = ActReader(converter)
    acts = (reader.of_command(command) for command in record.commands)
    now = {act.key: act for act in acts if act is not None}
    reader = ActReader(converter)
    for event in events:
        then = await reader.of_event(event)
        if then is not None and (found := _compare(event, then, now.get(then.key))) is not None:
            return found
    return None


def _compare(event: HistoryEvent, then: Act, now: Act | None) -> Divergence | None:
    if now is None:
        return _divergence(event, then.subject, "order", "the code of today does nothing of this kind here")
    if then.subject != now.subject:
        return _divergence(event, then.subject, "order", f"now it is {now.subject!r}")
    found = differences(then.value, now.value)
    if not found:
        return None
    return _divergence(event, then.subject, "differs").model_copy(update={"differences": found})


def _as_told(events: Sequence[HistoryEvent], record: RunRecord, failure: Exception) -> Divergence:
    """The stock replayer's own finding; it names an event where it knows one."""
    if record.fault is not None:
        return _divergence(events[-1], "workflow task", "fails", record.fault)
    said = str(failure)
    named = _EVENT_ID.search(said)
    message = _MESSAGE.search(said)
    number = int(named[1]) if named else len(events)
    event = next((one for one in events if one.event_id == number), events[-1])
    return _divergence(event, "order of commands", "order", message[1] if message else said)


def _state_differs(last: HistoryEvent, expected: CustomerState, state: CustomerState | None) -> Divergence | None:
    now = None if state is None else state.model_dump(mode="json")
    found = differences(expected.model_dump(mode="json"), now)
    if not found:
        return None
    return _divergence(last, "the state at the end", "differs").model_copy(update={"differences": found})


def _divergence(event: HistoryEvent, subject: str, how: How, detail: str = "") -> Divergence:
    return Divergence(event_id=event.event_id, event_type=event_type(event), subject=subject, how=how, detail=detail)


def event_type(event: HistoryEvent) -> str:
    """As Temporal's UI spells it, such as `TimerStarted`."""
    return EventType.Name(event.event_type).removeprefix("EVENT_TYPE_").title().replace("_", "")
