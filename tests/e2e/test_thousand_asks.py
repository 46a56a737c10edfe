"""1,000 asks for one customer from four processes: all are answered, and no place under the cap is given twice."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from audit.publications import SqlPublications
from catalogue.publish import publish
from engine.contracts.answers import AskAnswer
from engine.contracts.inputs import ConsentChange, Identify
from runtime.telemetry import Silent
from starter.client import JourneyClient
from starter.opening import journey_client
from tests.e2e.asking_process import TTL, question
from tests.e2e.conftest import Place
from tests.e2e.processes import kill, worker_process
from tests.house import settings_for
from tests.workflows import journeys
from workflows.contract import Limits
from workflows.names import workflow_id

pytestmark = [pytest.mark.e2e, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

_CAP = 5
_RULES = """
caps:
  - { name: five-a-week, counts: { class: marketing }, max: 5, per: 7d, over: hold }
"""
_PROCESSES = 4
_ASKS = 1_000
_KEPT = 60.0
"""seconds; no place of the last asks lapses while others of them wait for their answers"""
_ROOM = 100
"""events of what is under way when a run takes nothing new any more"""


async def test_the_cap_holds_to_the_last_place(place: Place, tmp_path: Path) -> None:
    client = await _customer(place, tmp_path)
    async with worker_process(place.environment):
        async with asyncio.TaskGroup() as group:
            asking = [
                group.create_task(_department(place, tmp_path / f"answers-{n}", _ASKS // _PROCESSES))
                for n in range(_PROCESSES)
            ]
        answers = [answer for task in asking for answer in task.result()]
        assert len({one.message_id for one in answers}) == _ASKS
        assert {one.reason for one in answers if one.verdict == "drop"} == {"cap"}

        await asyncio.sleep(TTL + 1)
        last = await asyncio.gather(*(client.ask("c-asked", question(f"last-{n}", _KEPT)) for n in range(_CAP + 3)))
        assert [one.verdict for one in last].count("send") == _CAP
        assert (await client.status("c-asked")).held == ()
    assert await _longest_run(place) < Limits().most_events + _ROOM
    given = [one.message_id for one in (*answers, *last) if one.verdict == "send"]
    assert _most_at_a_time(place, given) == _CAP


async def _longest_run(place: Place) -> int:
    """In events: asks without end must not keep a run from its end."""
    lengths = []
    async for run in place.client.list_workflows(f"WorkflowId = '{workflow_id('c-asked')}'"):
        lengths.append((await place.client.get_workflow_handle(run.id, run_id=run.run_id).describe()).history_length)
    return max(lengths)


def _most_at_a_time(place: Place, given: list[str]) -> int:
    """By the ledger, in the order in which it was decided: every place taken, and given back by its lapse."""
    steps = "SELECT seq, 1 AS more, message_id FROM decision WHERE verdict = 'send'"
    back = "SELECT seq, -1 AS more, message_id FROM slot_change"
    taken, most, seen = 0, 0, []
    with place.database.connect() as connection:
        for row in connection.execute(text(f"{steps} UNION ALL {back} ORDER BY seq")):
            taken += row.more
            most = max(most, taken)
            seen += [row.message_id] if row.more > 0 else []
    assert sorted(seen) == sorted(given)
    return most


async def _department(place: Place, file: Path, count: int) -> list[AskAnswer]:
    words = ("-m", "tests.e2e.asking_process", "c-asked", f"store-{file.name}", str(count), str(file))
    process = await asyncio.create_subprocess_exec(sys.executable, *words, env=place.environment)
    try:
        assert await process.wait() == 0
    finally:
        if process.returncode is None:
            kill(process)
    return _answers(file)


def _answers(file: Path) -> list[AskAnswer]:
    return [AskAnswer.model_validate_json(line) for line in file.read_text(encoding="utf-8").splitlines()]


async def _customer(place: Place, folder: Path) -> JourneyClient:
    """One who agreed to everything, under a policy with the cap."""
    publish(
        journeys.write(folder / "ruled", rules=_RULES),
        SqlPublications(place.database),
        by="test",
        commit=None,
        at=datetime.now(UTC),
    )
    settings = settings_for(place.url, place.sendgrid.base_url).model_copy(update={"task_queue": place.task_queue})
    client = journey_client(settings, place.client, place.database, Silent())
    granted = (ConsentChange(status="granted"),)
    profile = Identify(id="in", at=datetime.now(UTC), attributes={"email": "c-asked@example.com"}, consents=granted)
    await client.identify("c-asked", profile)
    return client
