"""A running stand-in and a session that has its key."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from tests.standins.asking import KEY


@pytest.fixture
async def running() -> AsyncIterator[RunningSendGrid]:
    running = await start_sendgrid(api_key=KEY)
    yield running
    await running.close()


@pytest.fixture
async def http(running: RunningSendGrid) -> AsyncIterator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with aiohttp.ClientSession(running.base_url, headers=headers) as session:
        yield session
