"""A worker is healthy while it asks for tasks, and only then."""

import asyncio
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio import activity
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker, WorkerDeploymentConfig

from runtime.dev_server import find_binary
from runtime.health import check
from tests.runtime.zoned_workflow import Listener
from tests.servers import PATIENCE

ROOT = Path(__file__).parents[2]


@activity.defn
async def nothing() -> None: ...


def worker(client: Client, versioned: bool) -> Worker:
    version = WorkerDeploymentVersion(deployment_name="twostep", build_id="b1")
    return Worker(
        client,
        task_queue="twostep",
        workflows=[Listener],
        activities=[nothing],
        deployment_config=WorkerDeploymentConfig(
            version=version,
            use_worker_versioning=versioned,
            default_versioning_behavior=VersioningBehavior.PINNED if versioned else VersioningBehavior.UNSPECIFIED,
        ),
    )


@pytest.mark.parametrize("versioned", [True, False])
async def test_only_a_worker_of_this_host_that_polls_is_healthy(
    versioned: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    host = socket.gethostname()
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=str(find_binary()), dev_server_startup_timeout=PATIENCE
    ) as environment:
        monkeypatch.setenv("TEMPORAL_ADDRESS", environment.client.service_client.config.target_host)
        assert await check("twostep", host) == 1
        assert "no worker on" in capsys.readouterr().err
        async with worker(environment.client, versioned):
            assert await check_until_polled("twostep", host) == 0
            assert await check("twostep", "another-host") == 1
            assert await check("another-queue", host) == 1


async def check_until_polled(task_queue: str, host: str) -> int:
    for _ in range(100):
        if await check(task_queue, host) == 0:
            return 0
        await asyncio.sleep(0.1)
    return 1


def test_without_a_server_it_is_unhealthy() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "runtime.health"],
        cwd=ROOT,
        env=os.environ | {"TEMPORAL_ADDRESS": "127.0.0.1:1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "does not answer" in done.stderr) == (1, True)
