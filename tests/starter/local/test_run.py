"""`twostep run` as a process: everything starts, mail arrives, Ctrl-C stops all of it, and a restart goes on."""

import asyncio
import json
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import psutil
import pytest

from tests.servers import free_port
from tests.starter.doorway import RECORD_SHOP

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

READY = "twostep track ann"
UNSET = (
    "DATABASE_URL",
    "TEMPORAL_ADDRESS",
    "SENDGRID_API_KEY",
    "SENDGRID_BASE_URL",
    "MAIL_FROM",
    "JOURNEYS_DIR",
    "MASTER_KEY",
)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in UNSET}
    names = ("TEMPORAL_PORT", "TEMPORAL_UI_PORT", "STANDIN_PORT", "CODEC_PORT", "API_PORT")
    ports = {name: str(free_port()) for name in names}
    return kept | ports | {"STATE_DIR": str(tmp_path / "state"), "COLUMNS": "200"}


async def test_a_first_evening_with_it(env: dict[str, str]) -> None:
    async with running(env) as (process, said):
        assert "MAIL GOES NOWHERE but to the stand-in" in said
        assert f"http://127.0.0.1:{env['TEMPORAL_UI_PORT']}" in said
        assert f"http://127.0.0.1:{env['API_PORT']}/docs" in said
        await typed(env, "identify", "ann", "email=ann@example.com", "--consent", "granted")
        await typed(env, "track", "ann", *first_track(said))
        assert await recipients(env, 2) == ["ann@example.com"] * 2  # the receipt and the welcome
        await told_by_the_stand_in(env, "delivered: ")
        assert await told_to_decrypt(env) == 200
        assert await journeys_over_http(env, said) == 200
        children = psutil.Process(process.pid).children(recursive=True)
        assert children, "the Temporal server is a process of its own"
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
    assert not [child for child in children if child.is_running()]

    async with running(env) as (process, said):
        assert "catalogue 1, published" in said and "stays in force: 11 journeys, 31 messages" in said
        status = json.loads(await typed(env, "status", "ann", "--json"))
        assert status["attributes"] == {"email": "ann@example.com"}
        await typed(env, "track", "ann", "purchase", "category=plan", "product=Roaming", "order_id=o-2", "amount=9.9")
        assert await recipients(env, 3) == ["ann@example.com"] * 3
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_a_taken_port_is_said_before_anything_starts(env: dict[str, str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(env["STANDIN_PORT"])))
        taken.listen()
        process = await started(env)
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert f"port {env['STANDIN_PORT']} is taken" in errors.decode()
    assert "set STANDIN_PORT to a free port" in errors.decode()
    assert not (tmp_path / "state" / "temporal.db").exists()


async def test_a_restart_leaves_in_force_what_was_published(env: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(RECORD_SHOP, other)
    (other / "journeys" / "thank-you.yaml").unlink()
    async with running(env) as (_, said):
        assert "catalogue 1 of" in said
        assert "catalogue 2 is in force now" in await typed(env, "publish", str(other), "--yes")
    async with running(env) as (process, said):
        assert "catalogue 2, published" in said and "stays in force: 3 journeys" in said
        assert "twostep publish FOLDER" in said
        children = psutil.Process(process.pid).children(recursive=True)
        second = await started(env)
        _, errors = await second.communicate()
        assert second.returncode == 1
        assert f"another `twostep run` (pid {process.pid}) uses {env['STATE_DIR']}" in errors.decode()
        assert "STATE_DIR as well as the ports" in errors.decode()
        process.send_signal(signal.SIGHUP)
        assert await process.wait() == 0
    assert children and not [child for child in children if child.is_running()]
    async with running(env | {"JOURNEYS_DIR": str(RECORD_SHOP)}) as (_, said):
        assert "catalogue 3 of" in said


async def started(env: dict[str, str], *words: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "starter.main", *(words or ("run",))),
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def running(env: dict[str, str]) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """With what it said until it was ready."""
    process = await started(env)
    assert process.stdout is not None and process.stderr is not None
    errors = asyncio.create_task(process.stderr.read())
    try:
        said = ""
        async with asyncio.timeout(150):
            while READY not in said:
                line = (await process.stdout.readline()).decode()
                assert line, f"it ended before it was ready:\n{said}\n{(await errors).decode()}"
                said += line
        yield process, said
    finally:
        if process.returncode is None:
            process.terminate()
        await process.stdout.read()
        await errors
        await process.wait()


def first_track(said: str) -> list[str]:
    """What it says to type first, as words."""
    [line] = [line for line in said.splitlines() if "twostep track ann" in line]
    return line.split("ann ", 1)[1].split()


async def typed(env: dict[str, str], *words: str) -> str:
    """A command of another terminal, which must succeed."""
    process = await started(env, *words)
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return out.decode()


async def journeys_over_http(env: dict[str, str], said: str) -> int:
    """What the HTTP doors answer to the key that was said."""
    [line] = [line for line in said.splitlines() if "HTTP doors" in line]
    url, key = line.split()[2].rstrip(","), line.split()[-1]
    assert url == f"http://127.0.0.1:{env['API_PORT']}"
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"{url}/v1/journeys", headers={"Authorization": f"Bearer {key}"}) as answer,
    ):
        return answer.status


async def told_to_decrypt(env: dict[str, str]) -> int:
    """What the codec server that the UI was told of answers to a page of the UI."""
    ui = f"http://127.0.0.1:{env['TEMPORAL_UI_PORT']}"
    async with aiohttp.ClientSession() as http:
        async with http.get(f"{ui}/api/v1/settings") as settings:
            endpoint = (await settings.json())["Codec"]["Endpoint"]
        async with http.post(f"{endpoint}/decode", json={"payloads": []}, headers={"Origin": ui}) as answer:
            return answer.status


async def told_by_the_stand_in(env: dict[str, str], said: str) -> None:
    """Until her timeline has what the stand-in told the doors of her mails."""
    async with asyncio.timeout(60):
        while said not in await typed(env, "timeline", "ann"):
            await asyncio.sleep(0.5)


async def recipients(env: dict[str, str], count: int) -> list[str]:
    """Whom the stand-in got mail for, once there are so many mails."""
    url = f"http://127.0.0.1:{env['STANDIN_PORT']}/_standin/mails"
    # a task handed to a poll that was just given up comes again after its time-out of 30 seconds
    async with asyncio.timeout(90), aiohttp.ClientSession() as session:
        while True:
            async with session.get(url) as answer:
                mails = (await answer.json())["mails"]
            if len(mails) >= count:
                return [to["email"] for mail in mails for to in mail["to"]]
            await asyncio.sleep(0.1)
