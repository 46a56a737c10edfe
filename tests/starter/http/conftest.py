"""The doors over the doorway of each test."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.starter.doorway import Doorway
from tests.starter.http.doors import OpenDoors, doors_of


@pytest_asyncio.fixture
async def doors(doorway: Doorway) -> AsyncIterator[OpenDoors]:
    async with doors_of(doorway) as opened:
        yield opened
