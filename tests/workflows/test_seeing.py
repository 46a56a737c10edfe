"""What Temporal shows of a customer: summaries, current details and search attributes."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.converter import default

from engine.customer.state import CustomerState, Enrolment
from tests.house import Handle, House, open_house
from tests.workflows import journeys
from workflows.search import journeys_shown

_TIME = re.compile(r"\w{3} \d\d \w{3} \d{4} \d\d:\d\d")
_UPSERTED = EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES


async def events(handle: Handle) -> list[HistoryEvent]:
    return [event async for event in handle.fetch_history_events()]


async def summaries(house: House, handle: Handle) -> list[str]:
    """Of timers and activities, in their order."""
    payloads = [one.user_metadata.summary for one in await events(handle) if one.user_metadata.HasField("summary")]
    return [(await house.client.data_converter.decode([payload], [str]))[0] for payload in payloads]


async def upserts(handle: Handle) -> list[dict[str, object]]:
    found = [
        event.upsert_workflow_search_attributes_event_attributes.search_attributes.indexed_fields
        for event in await events(handle)
        if event.event_type == _UPSERTED
    ]
    read = default().payload_converter.from_payload
    return [{name: read(fields[name]) for name in sorted(fields)} for fields in found]


async def details(handle: Handle) -> str:
    metadata: WorkflowMetadata = await handle.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    return metadata.current_details


async def out_of_all(house: House, handle: Handle) -> None:
    async with asyncio.timeout(20):
        while (await house.status(handle)).enrolments:
            await asyncio.sleep(0.02)


async def test_timers_and_activities_read_as_her_story(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series")) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.mailed(1)
        await house.sleep(timedelta(days=7))
        await out_of_all(house, handle)
        assert await summaries(house, handle) == [
            "what the ledger knows of her",
            "email: Hello",
            "2 days, then Tips",
            "email: Tips",
            "2 days, then Offer",
            "email: Offer",
            "2 days, then Tips",
            "email: Tips",
            "noted: ended Four mails, two days apart (completed)",
        ]


async def test_the_details_say_where_she_is(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series"), cached=0) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.mailed(1)
        await house.sleep(timedelta(hours=1))
        assert _TIME.sub("(time)", await details(handle)).splitlines() == [
            "**Journeys**",
            "",
            "- **Four mails, two days apart**: *pause 1* until (time), then Tips (since (time))",
            "",
            "**Last messages**",
            "",
            "- (time) · email: Hello: sent",
            "",
            "Times are UTC.",
        ]


async def test_a_journey_of_one_mail_changes_no_search_attribute(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "once")) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "clicked_ad")
        await house.mailed(1)
        await out_of_all(house, handle)
        assert await upserts(handle) == []


async def test_search_attributes_change_once_for_a_journey_and_are_gone_after_it(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series")) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.mailed(1)
        await house.sleep(timedelta(days=7))
        await out_of_all(house, handle)
        assert await upserts(handle) == [
            {"Journeys": ["series"], "Stage": "care"},
            {"Journeys": None, "Stage": None},
        ]


def test_more_journeys_than_temporal_takes_are_shown_as_far_as_they_fit() -> None:
    now = datetime(2026, 4, 14, tzinfo=UTC)
    names = [f"{number:03}".rjust(64, "j") for number in range(200)]
    inside = [
        Enrolment(
            id=name,
            journey=name,
            version="v",
            key="",
            trigger_id="t",
            entered_at=now,
            event_at=now,
            step="s",
            began=now,
        )
        for name in reversed(names)
    ]
    shown = journeys_shown(CustomerState(customer_id="c-1", enrolments=inside))
    assert shown == names[: len(shown)]
    assert len(shown) >= 29
    assert len(json.dumps(shown)) <= 2048
    assert journeys_shown(CustomerState(customer_id="c-1", enrolments=inside[:3])) == names[-3:]
