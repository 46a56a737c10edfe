"""What a wait, a decision, a send and its audit cost in history events and billable actions."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import EventType

from tests.house import Handle, open_house
from tests.workflows import journeys

_BILLABLE = (
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
)

_AT_REST = (
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
)


async def _events(handle: Handle) -> list[EventType.ValueType]:
    return [event.event_type async for event in handle.fetch_history_events()]


async def _settled(handle: Handle) -> list[EventType.ValueType]:
    """The history once no task and no activity is on its way (a query would cost the test server a task)."""
    while True:
        events = await _events(handle)
        if events[-1] in _AT_REST:
            return events
        await asyncio.sleep(0.05)


def _twenty_rules() -> str:
    """Every kind that reads what she had, none of which stops a series of four mails."""
    caps = [
        f"  - {{ name: cap-{n}, counts: {{ class: marketing }}, max: {n + 9}, per: 7d, over: hold }}" for n in range(10)
    ]
    conflict = (
        "  - {{ name: conflict-{}, keep: {{ tags: [other] }}, yield: {{ class: marketing }}, within: 24h, over: hold }}"
    )
    conflicts = [conflict.format(n) for n in range(4)]
    blocks = [f"  - {{ name: block-{n}, while: customer.visits > {n + 9}, over: hold }}" for n in range(3)]
    mix = [f"  - {{ name: mix-{n}, never_in_a_row: {n + 9}, purposes: [lifecycle], over: drop }}" for n in range(3)]
    sections = {"caps": caps, "conflicts": conflicts, "blocks": blocks, "mix": mix}
    return "".join(f"{section}:\n" + "\n".join(rules) + "\n" for section, rules in sections.items())


@pytest.mark.parametrize("rules", ["", _twenty_rules()], ids=["no rules", "twenty rules"])
async def test_a_wait_a_send_and_its_audit_cost_eleven_events_and_two_actions(tmp_path: Path, rules: str) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series", rules=rules)) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.mailed(1)
        await house.sleep(timedelta(days=1))
        before = await _settled(handle)
        await house.sleep(timedelta(days=4))
        assert len(house.mails()) == 3
        after = await _settled(handle)
        new = after[len(before) :]
        sends = new.count(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
        assert sends == 2
        assert len(new) <= 11 * sends
        assert sum(Counter(new)[kind] for kind in _BILLABLE) <= 2 * sends


async def test_a_trigger_without_consequence_costs_four_events_and_no_activity(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series")) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.mailed(1)
        await house.sleep(timedelta(hours=1))
        before = await _settled(handle)
        await house.track(handle, "clicked_ad")
        after = await _settled(handle)
        assert after[len(before)] == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED
        assert len(after) - len(before) <= 4, after[len(before) :]
