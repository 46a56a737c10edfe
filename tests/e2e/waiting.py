"""Waiting, in real time, for what other processes bring about."""

import asyncio
from collections.abc import Callable


async def until(met: Callable[[], bool], seconds: float = 30) -> None:
    """Look again and again; TimeoutError after so many seconds."""
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.1)
