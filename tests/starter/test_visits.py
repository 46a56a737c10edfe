"""A place asks at the door what to show: somebody unknown begins nothing, and who is known is answered by her run."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.service import RPCError, RPCStatusCode

from engine.contracts.answers import VisitAnswer
from engine.contracts.inputs import Visit
from engine.language.terms import Channel
from starter.errors import NoAnswer
from tests.starter.doorway import Doorway, with_till
from workflows.names import workflow_id


def visit(id: str) -> Visit:
    return Visit(id=id, at=datetime.now(UTC), place=Channel.TILL)


async def test_somebody_unknown_gets_nothing_and_begins_no_workflow(doorway: Doorway, tmp_path: Path) -> None:
    doorway.publish(with_till(tmp_path))
    assert await doorway.client().visit("visiting-1", visit("v-1"), timedelta(seconds=5)) == VisitAnswer()
    with pytest.raises(RPCError) as missing:
        await doorway.temporal.get_workflow_handle(workflow_id("visiting-1")).describe()
    assert missing.value.status is RPCStatusCode.NOT_FOUND


async def test_who_is_known_is_answered_also_after_her_run_was_ended(doorway: Doorway, tmp_path: Path) -> None:
    doorway.publish(with_till(tmp_path))
    client = doorway.client()
    async with doorway.working():
        await client.identify("visiting-2", doorway.identify(email="visiting-2@example.com"))
        assert await client.visit("visiting-2", visit("v-1")) == VisitAnswer()
        await doorway.temporal.get_workflow_handle(workflow_id("visiting-2")).terminate()
        assert await client.visit("visiting-2", visit("v-2")) == VisitAnswer()
        described = await doorway.temporal.get_workflow_handle(workflow_id("visiting-2")).describe()
        assert described.status is not None and described.status.name == "RUNNING"


async def test_without_a_worker_there_is_no_answer_in_time(doorway: Doorway, tmp_path: Path) -> None:
    doorway.publish(with_till(tmp_path))
    client = doorway.client()
    await client.identify("visiting-3", doorway.identify(email="visiting-3@example.com"))
    with pytest.raises(NoAnswer, match=r"visit 'v-1' was not answered within 0\.5 s"):
        await client.visit("visiting-3", visit("v-1"), timedelta(seconds=0.5))
