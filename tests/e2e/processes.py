"""Worker processes that tests start and kill."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import IO

from tests.house import LOOKUPS
from tests.keys import MASTER_KEY


def environment(address: str, database_url: str, sendgrid_url: str, queue: str) -> dict[str, str]:
    """What a worker process needs to know."""
    return os.environ | {
        "TEMPORAL_ADDRESS": address,
        "DATABASE_URL": database_url,
        "MASTER_KEY": MASTER_KEY,
        "SENDGRID_API_KEY": "SG.test",
        "SENDGRID_BASE_URL": sendgrid_url,
        "MAIL_FROM": "shop@example.com",
        "PUBLIC_URL": "http://127.0.0.1:9",
        "LINK_KEY": "l" * 32,
        "ADDRESS_KEY": "a" * 32,
        "RECIPIENT_ALLOWLIST": "@example.com",
        "TASK_QUEUE": queue,
        "USE_VERSIONING": "false",
        "LOOKUPS": LOOKUPS,
    }


@asynccontextmanager
async def worker_process(
    env: dict[str, str], stderr: IO[bytes] | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python worker.py`, for as long as the context lasts; a test may kill it before.

    `stderr` is a file that takes what the worker says; None leaves it with the test's own.
    """
    process = await asyncio.create_subprocess_exec(sys.executable, "worker.py", env=env, stderr=stderr)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()


def kill(process: asyncio.subprocess.Process) -> None:
    """As a machine dies: nothing is drained, nothing is flushed."""
    process.send_signal(signal.SIGKILL)
