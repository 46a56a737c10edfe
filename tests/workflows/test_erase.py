"""The workflow of an erased customer ends, whether it is told or learns it from the ledger."""

from datetime import timedelta
from pathlib import Path

from audit.erasure import bury
from engine.contracts.inputs import Control
from engine.contracts.verbs import Erase
from standins.faults import Fault
from tests.house import House, open_house
from tests.workflows import journeys
from workflows.customer import CustomerWorkflow


def order(house: House, at: object) -> Control:
    return Control.model_validate({"id": house.new_id(), "at": at, "order": Erase()})


async def test_told_to_it_lets_a_request_under_way_come_to_its_end_and_ends(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series")) as house, house.working():
        house.sendgrid.faults.order(Fault(kind="slow", seconds=1))
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.mailed(1)
        bury(house.database, "c-1")
        await handle.signal(CustomerWorkflow.control, order(house, await house.now()))
        await handle.result()
        last = [event async for event in handle.fetch_history_events()][-1]
        assert last.HasField("workflow_execution_completed_event_attributes")
        assert (await house.status(handle)).attributes == {}
        assert await house.timeline(handle) == []
        await house.sleep(timedelta(days=10))
        assert len(house.mails()) == 1


async def test_started_after_the_erasure_it_ends_by_itself(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series")) as house, house.working():
        before = await house.customer("c-2")  # her key is in this process's memory from here on
        await before.terminate()
        bury(house.database, "c-2")
        handle = await house.customer("c-2")
        await handle.result()
        assert house.mails() == []
