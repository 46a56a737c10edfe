"""`twostep run` over the same folder with another build: sleepers are replayed, moved, and go on where they were."""

import asyncio
import json
import os
import shutil
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runtime.build_id import build_id
from tests.servers import free_port
from tests.starter.local.test_run import UNSET, recipients, running, typed
from tests.workflows import journeys

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

ROOT = Path(__file__).parents[2]
IN_FUTURE = timedelta(seconds=40)
"""long enough to stop before it on a machine that stands still meanwhile, shorter than mails are waited for"""

CUSTOMERS = {"ann": "email=ann@example.com", "bob": "email=bob@example.com"}
GUIDE = """
journey: guide
title: A guide, and what she asked for
department: care
enter: { trigger: purchase, again: restart }
steps:
  - { id: first, send: hello }
  - id: asked
    wait_for: { first_of: [ { name: asked, trigger: returned } ], timeout: { after: 30d, go: end } }
  - { id: answer, send: tips }
"""
TIMED = """
journey: timed
title: Two mails, the second at an instant
department: care
enter: { trigger: clicked_ad, again: restart }
remember: { due: event.due }
steps:
  - { id: first, send: hello }
  - { id: until, wait: { date: run.due } }
  - { id: second, send: tips }
"""


async def test_customers_in_the_middle_of_journeys_go_on_with_the_next_build(tmp_path: Path) -> None:
    env = environment(tmp_path)
    async with running(env) as (process, _):
        await asyncio.gather(*(typed(env, "identify", *who, "--consent", "granted") for who in CUSTOMERS.items()))
        due = datetime.now(UTC) + IN_FUTURE
        await asyncio.gather(
            typed(env, "track", "ann", "purchase"), typed(env, "track", "bob", "clicked_ad", f"due={due.isoformat()}")
        )
        assert sorted(await recipients(env, 2)) == ["ann@example.com", "bob@example.com"]
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
    assert datetime.now(UTC) < due, "the machine was too slow for this test: bob's mail was due before the stop"

    async with running(env | another_build(tmp_path)) as (_, said):
        replayed, moved = (line for line in said.splitlines() if "replayed on build" in line or "go on with" in line)
        new = moved.split()[-2].strip(":")
        assert new != build_id()
        assert replayed == f"sleeping customers replayed on build {new}: 2, all cleanly"
        assert moved == f"customers that go on with build {new}: 2"
        await typed(env, "track", "ann", "returned")
        assert sorted(await recipients(env, 4)) == ["ann@example.com"] * 2 + ["bob@example.com"] * 2
        assert datetime.now(UTC) >= due
        stand = await asyncio.gather(*(typed(env, "status", customer, "--json") for customer in CUSTOMERS))
        assert [json.loads(status)["build"] for status in stand] == [new, new]
        assert len(await recipients(env, 4)) == 4


def environment(folder: Path) -> dict[str, str]:
    """An installation of its own with two journeys: one waits for a trigger, one until an instant."""
    written = journeys.write(folder, "once")
    (written / "once.yaml").unlink()
    (written / "guide.yaml").write_text(GUIDE)
    (written / "timed.yaml").write_text(TIMED)
    (written / "schema.yaml").write_text("triggers: { purchase: {}, returned: {}, clicked_ad: { due: instant } }\n")
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    names = ("TEMPORAL_PORT", "TEMPORAL_UI_PORT", "STANDIN_PORT", "CODEC_PORT", "API_PORT")
    ports = {name: str(free_port()) for name in names}
    return kept | ports | {"STATE_DIR": str(folder / "state"), "JOURNEYS_DIR": str(written), "COLUMNS": "200"}


def another_build(folder: Path) -> dict[str, str]:
    """The same code but for a comment in the engine, found before the checkout's."""
    copied = folder / "other"
    shutil.copytree(ROOT / "engine", copied / "engine")
    with (copied / "engine" / "decide.py").open("a") as source:
        source.write("# another build\n")
    return {"PYTHONPATH": os.pathsep.join([str(copied), str(ROOT)]), "PYTHONSAFEPATH": "1"}
