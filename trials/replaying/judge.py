"""Compares a replay with its history, act by act, and says where they part."""

import re
from collections.abc import Sequence

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.converter import DataConverter

from engine.customer.state import CustomerState
from trials.replaying.acts import Act, ActReader, Key
from trials.replaying.differences import differences
from trials.replaying.recorded import Recorded
from trials.replaying.recorder import RunRecord
from trials.replaying.verdict import Divergence, How, Verdict

_EVENT_ID = re.compile(r"\bid: (\d+)")
_MESSAGE = re.compile(r'message: "((?:[^"\\]|\\.)*)"')
"""The SDK tells its finding as the dump of a failure."""


async def judge(
    run: Recorded,
    record: RunRecord,
    failure: Exception | None,
    converter: DataConverter,
    missing: str | None = None,
) -> Verdict:
    """`failure` is what the stock replayer says, `missing` a published part that the code asked for in vain."""
    events = run.history.events
    divergence = await _parting(events, record, failure, converter)
    state = CustomerState.model_validate_json(record.state) if record.state is not None else None
    if divergence is not None and missing is not None:
        divergence = divergence.model_copy(update={"how": "missing", "detail": missing, "differences": ()})
    elif divergence is None and run.state is not None:
        divergence = _state_differs(events[-1], run.state, state)
    return Verdict.of(run, divergence, state)


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
    detail = f"{strict.detail}\n  {stock.detail}" if strict.how == "order" else stock.detail
    return strict.model_copy(update={"how": stock.how, "detail": detail, "differences": ()})


async def _first_difference(
    events: Sequence[HistoryEvent], record: RunRecord, converter: DataConverter
) -> Divergence | None:
    reader = ActReader(converter)
    given = [act for act in map(reader.of_command, record.commands) if act is not None]
    now = {act.key: act for act in given}
    recorded: set[Key] = set()
    reader = ActReader(converter)
    for event in events:
        then = await reader.of_event(event)
        if then is None:
            continue
        recorded.add(then.key)
        if (found := _compare(event, then, now.get(then.key), _first_new(given, recorded))) is not None:
            return found
    return None


def _first_new(given: Sequence[Act], recorded: set[Key]) -> Act | None:
    """What the code of today does where the history's next act would be."""
    return next((act for act in given if act.key not in recorded), None)


def _compare(event: HistoryEvent, then: Act, now: Act | None, instead: Act | None) -> Divergence | None:
    if now is None:
        comes = "nothing" if instead is None else repr(instead.subject)
        return _divergence(event, then.subject, "order", f"recorded {then.subject!r}, now comes {comes}")
    if then.subject != now.subject:
        return _divergence(event, then.subject, "order", f"recorded {then.subject!r}, now comes {now.subject!r}")
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
