"""The till that shows the best of three, on the real workflow: offered, shown, lapsed, carried over runs, on record."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from audit.database import read
from audit.queries.timeline import timeline
from audit.queries.verifying import claims_without_send, open_reservations, sends_without_claim
from audit.recalled_places import recalled_places
from engine.contracts.answers import VisitAnswer
from engine.contracts.inputs import Feedback, Visit
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.house import Handle, House, open_house
from tests.workflows import journeys
from tests.workflows.patience import patiently
from workflows.contract import Limits
from workflows.customer import CustomerWorkflow

_EARLY = Limits(quiet_events=20, busy_events=60, most_events=80, inputs_per_task=5)
_PLACES = """
channels:
  email: {}
  till: { kind: pull }
"""


def _with_offers(folder: Path) -> Path:
    """Three offers at the till, one for each journey, of different weight."""
    found = journeys.write(folder, "series", rules=_PLACES)
    for key, priority in (("bread", 10), ("cake", 90), ("tea", 50)):
        content = found / "content" / key
        content.mkdir()
        (content / "message.yaml").write_text(
            f"message: {key}\ntitle: {key.title()}\ndepartment: store\npurpose: promotional\n"
            f"channels: [till]\npriority: {priority}\n"
        )
        (content / "till.txt").write_text(f"Have some {key}\n")
        (found / f"{key}.yaml").write_text(
            f"journey: {key}\ntitle: {key.title()}\ndepartment: store\n"
            "enter: { trigger: clicked_ad, again: parallel }\n"
            f"steps:\n  - {{ id: offer, send: {key} }}\n"
        )
    return found


async def visited(house: House, handle: Handle, id: str, most: int = 1) -> VisitAnswer:
    """Whichever run is the customer's now."""
    visit = Visit(id=id, at=await house.now(), place=Channel.TILL, most=most, catalogue=1)
    now: Handle = house.client.get_workflow_handle_for(CustomerWorkflow.run, handle.id)
    return await now.execute_update(CustomerWorkflow.visit, visit, id=house.new_id())


async def said(house: House, handle: Handle, message_id: str, reaction: Reaction) -> None:
    feedback = Feedback(id=house.new_id(), at=await house.now(), message_id=message_id, reaction=reaction)
    now: Handle = house.client.get_workflow_handle_for(CustomerWorkflow.run, handle.id)
    await now.signal(CustomerWorkflow.feedback, feedback)


async def test_the_till_shows_the_best_of_three(tmp_path: Path) -> None:
    async with open_house(tmp_path, _with_offers(tmp_path)) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "clicked_ad")
        first = await visited(house, handle, "v-1")
        assert [one.message for one in first.shows] == ["cake"]
        assert await visited(house, handle, "v-1") == first
        assert len((await house.status(handle)).held) == 2
        await said(house, handle, first.shows[0].message_id, Reaction.ACCEPTED)
        rest = await visited(house, handle, "v-2", most=3)
        assert [one.message for one in rest.shows] == ["tea", "bread"]
        await house.sleep(timedelta(minutes=11))
        again = await visited(house, handle, "v-3")
        assert [one.message for one in again.shows] == ["tea"]
        await house.sleep(timedelta(minutes=11))
        view = "SELECT message, channel, outcome, accepted_at >= sent_at, declined_at FROM v_messages"
        went = read(house.database, lambda one: one.execute(text(view)).all())
        assert [tuple(row) for row in went] == [("cake", "till", "accepted", True, None)]
        later = await house.now() + timedelta(days=400)
        assert [*sends_without_claim(house.database, later), *claims_without_send(house.database, later)] == []
        assert open_reservations(house.database, await house.now() - timedelta(minutes=1)) == []
        places, freed = read(house.database, lambda one: recalled_places(one, "c-1", later - timedelta(days=500)))
        assert [(one.message, one.lapses is None, list(one.reactions)) for one in places] == [
            ("cake", True, [Reaction.ACCEPTED]),
            ("bread", False, []),
            ("tea", False, []),
        ]
        assert len(freed) == 2
        story = [one for one in timeline(house.database, "c-1") if one.subject == "cake"]
        assert {(one.what, one.detail) for one in story if one.what in ("slot", "sent")} == {
            ("slot", "offered at till"),
            ("slot", "confirmed"),
            ("sent", "till"),
        }
        told = [(one.subject, one.detail) for one in await house.timeline(handle) if one.what in ("slot", "sent")]
        assert told[:3] == [("cake", "offered at till"), ("cake", "confirmed"), ("cake", "till")]


@pytest.mark.parametrize("cached", [1000, 0], ids=["cached", "every task replays from the start"])
async def test_answers_are_carried_and_visits_without_end_begin_new_runs(tmp_path: Path, cached: int) -> None:
    async with open_house(tmp_path, _with_offers(tmp_path), limits=_EARLY, cached=cached) as house, house.working():
        handle = await house.customer("c-1")
        await house.track(handle, "clicked_ad")
        first = await patiently(partial(visited, house, handle, "v-1"))
        for number in range(12):
            assert len((await patiently(partial(visited, house, handle, f"w-{number}"))).shows) <= 1
        assert await patiently(partial(visited, house, handle, "v-1")) == first
        now = await house.client.get_workflow_handle(handle.id).describe()
        assert now.run_id != handle.result_run_id
