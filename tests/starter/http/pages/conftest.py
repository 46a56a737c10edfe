"""One ground per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.starter.http.pages.folder import write
from tests.starter.http.pages.ground import Ground, ground_in


@pytest_asyncio.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with ground_in(tmp_path, write(tmp_path / "journeys")) as opened:
        yield opened
