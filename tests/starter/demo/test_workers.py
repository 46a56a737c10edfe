"""The demo's workers are processes; it does not wait for ever for one that is gone."""

import asyncio
import os
import signal
from pathlib import Path

import psutil
import pytest

from starter.demo.stage import set_up
from starter.demo.workers import WorkerEnded, workers_for
from tests.starter.demo.lives import START


def test_few_customers_have_one_worker() -> None:
    assert workers_for(1) == 1
    assert 1 <= workers_for(1_000_000) <= 4


@pytest.mark.e2e
async def test_a_dead_worker_ends_the_demo(tmp_path: Path) -> None:
    with pytest.raises(WorkerEnded, match="ended before its time"):
        async with set_up(tmp_path, 1, START) as stage:
            (process_id,) = stage.workers.process_ids
            os.kill(process_id, signal.SIGKILL)
            await stage.workers.during(asyncio.sleep(3600))
    assert not psutil.pid_exists(process_id)
