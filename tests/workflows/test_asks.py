"""Departments ask a customer's workflow: one answer for an id, across runs, lapses and an erasure."""

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from temporalio.client import WorkflowUpdateFailedError

from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import Ask, Confirm, Control, Elsewhere
from engine.contracts.verbs import Erase
from engine.language.terms import Channel, Purpose
from tests.house import Handle, House, open_house
from tests.workflows import journeys
from tests.workflows.patience import patiently
from workflows.contract import Limits
from workflows.customer import CustomerWorkflow

_EARLY = Limits(quiet_events=20, busy_events=60, most_events=80, inputs_per_task=5)
_RULES = """
caps:
  - { name: one-a-week, counts: { class: marketing }, max: 1, per: 7d, over: hold }
"""
_FLYER = Elsewhere(message="flyer", department="store", purpose=Purpose.PROMOTIONAL)


async def asked(house: House, handle: Handle, id: str) -> AskAnswer:
    """Whichever run is the customer's now."""
    ask = Ask(id=id, at=await house.now(), what=_FLYER, channels=(Channel.EMAIL,), catalogue=1)
    now: Handle = house.client.get_workflow_handle_for(CustomerWorkflow.run, handle.id)
    return await now.execute_update(CustomerWorkflow.ask, ask, id=house.new_id())


async def test_a_lapse_lets_a_held_mail_go_and_a_confirmation_stops_the_next(tmp_path: Path) -> None:
    folder = journeys.write(tmp_path, "series", rules=_RULES)
    async with open_house(tmp_path, folder) as house, house.working():
        handle = await house.customer("c-1")
        first = await asked(house, handle, "a-1")
        assert first.verdict == "send"
        await house.track(handle, "purchase")
        assert [one.message for one in (await house.status(handle)).held] == ["hello"]
        await house.sleep(timedelta(minutes=11))
        await house.mailed(1)
        assert (await asked(house, handle, "a-2")).reason == "cap"
        await house.sleep(timedelta(days=7))
        await house.mailed(2)
        slots = [(one.subject, one.detail) for one in await house.timeline(handle) if one.what == "slot"]
        assert slots == [("flyer", "reserved"), ("flyer", "lapsed")]


@pytest.mark.parametrize("cached", [1000, 0], ids=["cached", "every task replays from the start"])
async def test_answers_are_carried_and_a_run_of_asks_without_end_begins_new_ones(tmp_path: Path, cached: int) -> None:
    folder = journeys.write(tmp_path, "series", rules=_RULES)
    async with open_house(tmp_path, folder, limits=_EARLY, cached=cached) as house, house.working():
        handle = await house.customer("c-1")
        first = await patiently(partial(asked, house, handle, "a-1"))
        for n in range(30):
            assert (await patiently(partial(asked, house, handle, f"b-{n}"))).reason == "cap"
        assert await patiently(partial(asked, house, handle, "a-1")) == first
        now = await house.client.get_workflow_handle(handle.id).describe()
        assert now.run_id != handle.result_run_id
        assert now.history_length < 2 * _EARLY.most_events
        confirm = Confirm(id="c", at=await house.now(), ask="a-1")
        await patiently(lambda: handle.signal(CustomerWorkflow.confirm, confirm))
        status = await house.status(house.client.get_workflow_handle_for(CustomerWorkflow.run, handle.id))
        assert status.reserved == ()


async def test_an_erasure_ends_what_was_asked_in_the_same_breath(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series")) as house:
        handle = await house.customer("c-1")
        await handle.signal(CustomerWorkflow.control, Control(id="erase", at=await house.now(), order=Erase()))
        asking = asyncio.create_task(asked(house, handle, "a-1"))
        await asyncio.sleep(0.5)  # it waits at the server for a worker, behind the erasure
        async with house.working():
            with pytest.raises(WorkflowUpdateFailedError) as refused:
                await asking
            assert "the customer is erased" in str(refused.value.cause)
            await handle.result()
