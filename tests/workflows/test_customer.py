"""The customer's workflow over skipped time: waits, exits, continue-as-new, operators' terminations, caches."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from engine.contracts.inputs import ConsentChange, Feedback, Identify, Track
from engine.language.reactions import Reaction
from standins.faults import Fault
from tests.house import GRANTED, open_house
from tests.workflows import journeys
from tests.workflows.ledger import count, decisions
from workflows.contract import Limits
from workflows.customer import CustomerWorkflow

_EARLY = Limits(quiet_events=20, busy_events=60, most_events=80, inputs_per_task=5)


@pytest.mark.parametrize("cached", [1000, 0], ids=["cached", "every task replays from the start"])
async def test_a_series_goes_out_in_order_and_ends(tmp_path: Path, cached: int) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series"), cached=cached) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.mailed(1)
        await house.sleep(timedelta(days=7))
        assert [mail.subject for mail in house.mails()] == ["About hello", "About tips", "About offer", "About tips"]
        status = await house.status(handle)
        assert status.enrolments == () and status.next_deadline is None
        assert [item.detail for item in await house.timeline(handle) if item.what == "ended"] == ["completed"]


@pytest.mark.parametrize("cached", [1000, 0], ids=["cached", "every task replays from the start"])
async def test_an_exit_ends_it_at_once(tmp_path: Path, cached: int) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series"), cached=cached) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        await house.mailed(1)
        await house.sleep(timedelta(days=1))
        await house.track(handle, "returned")
        await house.sleep(timedelta(days=7))
        assert len(house.mails()) == 1
        assert (await house.status(handle)).enrolments == ()


async def test_a_condition_enters_by_the_clock_at_exactly_its_instant(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "silent")) as house, house.working():
        handle = await house.customer("c-1")
        bought = await house.track(handle, "purchase")
        await house.sleep(timedelta(days=31))
        await house.mailed(1)
        entered = [item for item in await house.timeline(handle) if item.what == "entered"]
        assert [item.due for item in entered] == [bought.at + timedelta(days=30)]


async def test_continuing_as_new_changes_nothing(tmp_path: Path) -> None:
    folder = journeys.write(tmp_path, "series", "once")
    async with open_house(tmp_path, folder, limits=_EARLY) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "clicked_ad")
        for _ in range(3):
            await house.track(handle, "purchase")
            await house.sleep(timedelta(days=7))
        await house.track(handle, "clicked_ad")
        await house.sleep(timedelta(days=1))
        subjects = [mail.subject for mail in house.mails()]
        assert subjects.count("About hello") == 4  # once for the ad, and the first of each series
        assert len(subjects) == 1 + 3 * 4
        first_run = await handle.describe()
        newest = await house.client.get_workflow_handle(handle.id).describe()
        assert newest.run_id != handle.result_run_id
        assert newest.history_length < 100
        assert first_run.id == newest.id


async def test_an_input_repeated_across_continue_as_new_is_taken_once(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series"), limits=_EARLY) as house, house.working():
        handle = await house.customer("c-1")
        bought = await house.track(handle, "purchase")
        await house.sleep(timedelta(days=6))
        assert (await house.client.get_workflow_handle(handle.id).describe()).run_id != handle.result_run_id
        await house.client.get_workflow_handle(handle.id).signal("track", bought)
        await house.sleep(timedelta(days=6))
        assert len(house.mails()) == 4


async def test_a_burst_is_absorbed_in_small_tasks(tmp_path: Path) -> None:
    folder = journeys.write(tmp_path, "once")
    async with open_house(tmp_path, folder, limits=_EARLY) as house:
        handle = await house.customer("c-1")
        for _ in range(120):
            await house.track(handle, "clicked_ad")
        async with house.working():
            await house.sleep(timedelta(hours=1))
            assert len(house.mails()) == 1
            await house.sleep(timedelta(hours=1))
        assert count(house.database, "input", "c-1") == 120 + 3  # identify, and the two attributes it changed


async def test_after_a_termination_opted_out_and_never_again_hold(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series", "once")) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "clicked_ad")
        await house.track(handle, "purchase")
        await house.mailed(2)
        await house.sleep(timedelta(minutes=1))  # both have their outcome: an opt-out calls back what is on its way
        denied = ConsentChange(status="denied")
        await handle.signal(CustomerWorkflow.identify, Identify(id="out", at=await house.now(), consents=(denied,)))
        await house.sleep(timedelta(hours=1))
        await handle.terminate("by an operator")

        again = await house.customer("c-1", consents=())
        await house.track(again, "clicked_ad")
        await house.track(again, "purchase")
        await house.sleep(timedelta(days=10))
        assert len(house.mails()) == 2
        story = [(item.what, item.subject, item.detail) for item in await house.timeline(again)]
        assert ("ended", "series", "terminated") in story
        assert ("not_entered", "once", "never_again") in story
        assert ("dropped", "hello", "opted_out") in story


async def test_a_click_is_no_new_mail_and_unsubscribing_stops_the_series(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series")) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "purchase")
        [mail] = await house.mailed(1)
        feedback = Feedback(
            id="event-1",
            at=await house.now(),
            message_id=str(mail.custom_args["twostep_message_id"]),
            reaction=Reaction.UNSUBSCRIBED,
        )
        await house.sleep(timedelta(hours=1))
        await handle.signal(CustomerWorkflow.feedback, feedback)
        await house.sleep(timedelta(days=10))
        assert len(house.mails()) == 1
        assert [verdict for _, verdict, _ in decisions(house.database, "c-1")] == ["send", "drop", "drop", "drop"]
        assert {reason for _, _, reason in decisions(house.database, "c-1")} == {None, "opted_out"}


async def test_without_consent_nothing_goes_out(tmp_path: Path) -> None:
    async with open_house(tmp_path, journeys.write(tmp_path, "series")) as house, house.working():
        handle = await house.customer("c-1", consents=())
        await house.track(handle, "purchase")
        await house.sleep(timedelta(days=10))
        assert house.mails() == []
        reasons = {reason for _, _, reason in decisions(house.database, "c-1")}
        assert reasons == {"consent_missing"}


def test_granted_is_what_the_house_gives() -> None:
    """The tests above mean something only if consent is needed."""
    assert [consent.status for consent in GRANTED] == ["granted"]


async def test_a_long_run_sleeps_until_an_answer_comes_although_a_deadline_has_passed(tmp_path: Path) -> None:
    limits = Limits(quiet_events=9, busy_events=10)
    folder = journeys.write(tmp_path, "series", "once")
    async with open_house(tmp_path, folder, limits=limits) as house, house.working():
        handle = await house.customer("c-1")
        house.sendgrid.faults.order(Fault("slow", seconds=2.5))
        await house.track(handle, "purchase")
        await house.mailed(1)
        soon = Track(id="soon", type="clicked_ad", at=await house.now() + timedelta(seconds=1))
        await handle.signal(CustomerWorkflow.track, soon)
        await asyncio.sleep(2)
        assert (await handle.describe()).history_length < 60  # it counted a thousand a second
        await house.mailed(2)
