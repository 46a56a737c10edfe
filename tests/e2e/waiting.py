"""Waiting, in real time, for what other processes bring about."""

import asyncio
from collections.abc import Callable


async def until(met: Callable[[], bool], seconds: float = 60) -> None:
    """Look again and again; TimeoutError after so many seconds.

    They outlive a task that comes again after its time-out, on a machine that stands still meanwhile.
    """
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.1)
