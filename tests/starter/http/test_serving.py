"""`twostep api` as a process: it starts while Temporal is away, ends gracefully, and says what it lacks."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.databases import sqlite_url
from tests.keys import MASTER_KEY
from tests.servers import free_port
from tests.starter.http.doors import NOWHERE

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    ours = {
        "DATABASE_URL": sqlite_url(tmp_path),
        "MASTER_KEY": MASTER_KEY,
        "PUBLIC_URL": "https://doors.example.com",
        "LINK_KEY": "l" * 32,
        "ADDRESS_KEY": "a" * 32,
        "TEMPORAL_ADDRESS": NOWHERE,
        "API_PORT": str(free_port()),
        "LOG_LEVEL": "DEBUG",
    }
    return {**os.environ, **ours}


@pytest.mark.parametrize("processes", ["1", "2"])
async def test_it_answers_while_temporal_is_away_until_it_is_told_to_stop(env: dict[str, str], processes: str) -> None:
    async with serving(env, "--processes", processes) as (process, http):
        assert (await http.get("/readyz")).json() == {"database": "reached", "temporal": "away"}
        assert (await http.get("/openapi.json")).json()["info"]["title"] == "Twostep"
        answer = await http.get("/v1/journeys?token=hush", headers={"Authorization": "Bearer tsk_hush"})
        assert answer.status_code == 401
        assert "server" not in answer.headers
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    assert "GET /readyz 200" in errors.decode()
    assert f"the HTTP doors listen on http://127.0.0.1:{env['API_PORT']}" in errors.decode()
    assert "uvicorn" not in errors.decode()
    assert "hush" not in errors.decode()


async def test_what_is_missing_is_said_and_nothing_starts(env: dict[str, str]) -> None:
    process = await started({name: value for name, value in env.items() if name not in ("LINK_KEY", "PUBLIC_URL")})
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert "LINK_KEY is not set" in errors.decode() and "PUBLIC_URL is not set" in errors.decode()
    assert "Traceback" not in errors.decode()


async def test_a_database_that_is_not_there_is_said(env: dict[str, str]) -> None:
    process = await started({**env, "DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/none"})
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert "look at DATABASE_URL" in errors.decode()
    assert "Traceback" not in errors.decode()


async def started(env: Mapping[str, str], *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "starter.main", "api", *words),
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def serving(
    env: Mapping[str, str], *words: str
) -> AsyncIterator[tuple[asyncio.subprocess.Process, httpx2.AsyncClient]]:
    process = await started(env, *words)
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{env['API_PORT']}", timeout=60) as http:
        try:
            async with asyncio.timeout(60):
                while not await answers(http):
                    assert process.returncode is None, (await process.communicate())[1].decode()
                    await asyncio.sleep(0.1)
            yield process, http
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def answers(http: httpx2.AsyncClient) -> bool:
    try:
        return (await http.get("/healthz")).is_success
    except httpx2.TransportError:
        return False
