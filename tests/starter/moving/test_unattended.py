"""Who waits for a build that no worker runs is counted, by build, with what to do; on a server that was restarted."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from runtime.build_id import build_id
from starter.moving.unattended import Unattended, unattended
from starter.moving.versions import versions_of
from tests.starter.command import twostep_aside
from tests.starter.doorway import Doorway
from tests.starter.moving.test_versions import of_its_own, versions, working


async def test_those_of_a_build_without_a_worker_are_told_by_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = build_id()
    async with of_its_own(tmp_path) as doorway:
        await doorway.client().identify("ann", doorway.identify(email="ann@example.com"))
        assert await until(doorway, 1) == (waiting(None, 1, "ann"),)
        async with working(doorway, "old", monkeypatch):
            await versions(doorway, "old").make_current()
            await doorway.client().identify("bob", doorway.identify(email="bob@example.com"))
            for name in ("ann", "bob"):
                assert (await doorway.client().status(name)).build == "old"
            async with working(doorway, ours, monkeypatch):
                await versions_of(doorway.temporal).make_current()
                await doorway.client().identify("cid", doorway.identify(email="cid@example.com"))
                assert (await doorway.client().status("cid")).build == ours
    async with of_its_own(tmp_path) as doorway:
        await doorway.client().identify("eve", doorway.identify(email="eve@example.com"))
        assert await until(doorway, 4) == (
            waiting(ours, 2, "cid", "eve", current=True, of_this_source=True),
            waiting("old", 2, "ann", "bob"),
        )
        monkeypatch.setenv("DATABASE_URL", doorway.settings.database_url.get_secret_value())
        monkeypatch.setenv("TEMPORAL_ADDRESS", doorway.temporal.service_client.config.target_host)
        monkeypatch.setenv("TASK_QUEUE", doorway.settings.task_queue)
        header, first, second, advice = (await twostep_aside("stuck")).stdout.splitlines()
        assert header.split() == ["build", "without", "a", "worker", "customers", "such", "as"]
        assert first.split()[:6] == [ours, "current,", "of", "this", "source", "2"] and "eve" in first
        assert second.split()[:2] == ["old", "2"] and "bob" in second
        assert "start a worker from the source of their build" in advice
        async with working(doorway, ours, monkeypatch):
            assert await until(doorway, 2) == (waiting("old", 2, "ann", "bob"),)
            said = json.loads((await twostep_aside("stuck", "--json")).stdout)
            assert (said["lines"], said["not_looked_at"]) == ([], "")
            assert [(one["build"], one["customers"]) for one in said["builds"]] == [("old", 2)]


def waiting(build: str | None, customers: int, *some: str, **more: Any) -> Unattended:
    marks = {"current": False, "of_this_source": False, **more}
    return Unattended(build=build, customers=customers, some=some, **marks)


async def until(doorway: Doorway, customers: int) -> tuple[Unattended, ...]:
    """Once the list of workflows and that of the workers have caught up; ids in order."""
    async with asyncio.timeout(60):
        while True:
            found = await unattended(doorway.temporal, doorway.settings.task_queue)
            if sum(one.customers for one in found) == customers:
                return tuple(one.model_copy(update={"some": tuple(sorted(one.some))}) for one in found)
            await asyncio.sleep(0.1)
