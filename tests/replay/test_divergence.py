"""Changed code, changed values and a changed state are found, and the place is named."""

import base64
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import JsonValue
from temporalio.client import WorkflowHistory

from catalogue.shelf import FolderShelf
from engine.customer import notes
from engine.journeys.steps import send
from engine.language.message import MessagePart
from engine.language.terms import Reason
from engine.localtime import targets
from engine.moment import Moment
from engine.policy import table
from engine.policy.conclusion import Conclusion
from engine.policy.decision import Decision
from tests.replay.committed import SHELF, Committed
from trials.replay import replay_history
from trials.replaying.report import ReplayReport, advice
from trials.replaying.verdict import Divergence
from workflows.names import workflow_id

Event = dict[str, JsonValue]


async def diverging(run: Committed) -> Divergence:
    verdict = await replay_history(run.history(), SHELF, state=run.state())
    assert verdict.divergence is not None
    return verdict.divergence


async def test_another_length_of_a_timer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    before = targets.days_at
    monkeypatch.setattr(targets, "days_at", lambda *given: before(*given) + timedelta(minutes=1))
    found = await diverging(Committed("waits", 1))
    assert (found.how, found.event_type) == ("differs", "TimerStarted")
    [difference] = found.differences
    assert difference.path == "seconds"
    assert isinstance(difference.now, float) and isinstance(difference.recorded, float)
    assert difference.now - difference.recorded == pytest.approx(60)


async def test_another_value_in_the_input_of_an_activity_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    before = send.expiry

    def later(moment: Moment, part: MessagePart) -> datetime:
        return before(moment, part) + timedelta(days=1)

    monkeypatch.setattr(send, "expiry", later)
    found = await diverging(Committed("straight", 1))
    assert (found.how, found.event_type, found.subject) == ("differs", "ActivityTaskScheduled", "deliver")
    assert "send_by" in [difference.path for difference in found.differences]


async def test_another_state_at_the_end_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MAX_TAIL", 3)
    run = Committed("held", 1)
    found = await diverging(run)
    assert (found.how, found.subject) == ("differs", "the state at the end")
    assert found.event_id == len(run.history().events)
    assert all(difference.path.startswith("tail[") for difference in found.differences)


async def test_another_order_of_commands_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "judge", lambda _: Decision(Conclusion("drop", reason=Reason.CANCELLED), ()))
    found = await diverging(Committed("straight", 1))
    assert found.how == "order"
    assert found.event_type == "ActivityTaskScheduled"
    assert found.subject == "deliver"
    ours, told = found.detail.splitlines()
    assert ours == "recorded 'deliver', now comes 'record'"
    assert "[TMPRL1100] Nondeterminism error: Activity type of scheduled event 'deliver'" in told


async def test_a_history_whose_catalogue_is_not_there_says_which(tmp_path: Path) -> None:
    verdict = await replay_history(Committed("straight", 1).history(), FolderShelf(tmp_path))
    assert verdict.divergence is not None
    assert verdict.divergence.how == "missing"
    assert verdict.divergence.detail.startswith("catalogue 2: cannot read 2.json")


async def test_what_is_carried_on_is_compared() -> None:
    run = Committed("carried", 1)

    def another_catalogue(start: Event) -> None:
        state = start["state"]
        assert isinstance(state, dict)
        state["catalogue"] = 1

    found = await _with_changed(run, "workflowExecutionContinuedAsNewEventAttributes", another_catalogue)
    assert (found.how, found.event_type) == ("differs", "WorkflowExecutionContinuedAsNew")
    [difference] = found.differences
    assert (difference.path, difference.recorded) == ("state.catalogue", 1)


async def test_search_attributes_are_compared() -> None:
    history = json.loads(Committed("straight", 1).text)
    name = "upsertWorkflowSearchAttributesEventAttributes"
    changed = next(event for event in history["events"] if name in event)
    fields = changed[name]["searchAttributes"]["indexedFields"]
    fields["Stage"]["data"] = base64.b64encode(b'"elsewhere"').decode()
    found = await _divergence_of(history)
    assert (found.event_id, found.event_type) == (int(changed["eventId"]), "UpsertWorkflowSearchAttributes")
    assert [(one.path, one.recorded, one.now) for one in found.differences] == [("Stage", "elsewhere", "care")]


async def test_a_field_that_today_s_model_adds_with_a_default_is_no_divergence() -> None:
    history = json.loads(Committed("straight", 1).text)
    name = "activityTaskScheduledEventAttributes"
    changed = next(
        event for event in history["events"] if event.get(name, {}).get("activityType", {}).get("name") == "deliver"
    )
    payload = changed[name]["input"]["payloads"][0]
    command = json.loads(base64.b64decode(payload["data"]))
    assert command.pop("trace") is None
    payload["data"] = base64.b64encode(json.dumps(command).encode()).decode()
    verdict = await replay_history(WorkflowHistory.from_json(workflow_id("straight"), history), SHELF)
    assert verdict.ok, str(verdict)


async def test_the_advice_names_who_diverges_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notes, "MAX_TAIL", 3)
    run = Committed("held", 1)
    verdict = await replay_history(run.history(), SHELF, state=run.state())
    text = advice(ReplayReport(replayed=5, diverging=(verdict,)))
    assert text.startswith("1 of 5 customers")
    assert "customer-held" in text and "twostep upgrade" in text
    assert advice(ReplayReport(replayed=5)) == ""


async def _with_changed(run: Committed, name: str, change: Callable[[Event], None]) -> Divergence:
    history = json.loads(run.text)
    changed = next(event for event in history["events"] if name in event)
    payload = changed[name]["input"]["payloads"][0]
    value = json.loads(base64.b64decode(payload["data"]))
    change(value)
    payload["data"] = base64.b64encode(json.dumps(value).encode()).decode()
    return await _divergence_of(history)


async def _divergence_of(history: dict[str, JsonValue]) -> Divergence:
    verdict = await replay_history(WorkflowHistory.from_json("customer-changed", history), SHELF)
    assert verdict.divergence is not None
    return verdict.divergence
