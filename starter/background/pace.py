"""The pace of the drain: faster while the workers keep up, half while they are behind."""

import asyncio
import time
from typing import Protocol

MOST = 500.0
LEAST = 20.0
FIRST = 100.0
FASTER = 25.0
"""signals per second, and by how many it grows"""
EVERY = 5.0
"""seconds between two looks; Temporal counts no more often"""


class Workers(Protocol):
    async def behind(self) -> bool:
        """Whether so much waits for them that what asks for an answer would wait too."""
        ...


class Pace:
    """What only came in is handed out as fast as it is worked off: nothing that asks or is due waits behind it."""

    def __init__(self, workers: Workers, *, first: float = FIRST, most: float = MOST, every: float = EVERY) -> None:
        self._workers = workers
        self._rate = first
        self._most = most
        self._every = every
        self._looked = time.monotonic()
        self._next = 0.0

    async def turn(self) -> None:
        """Returns when the next signal may go out."""
        now = time.monotonic()
        if now - self._looked >= self._every:
            self._looked = now  # first: others ask meanwhile
            await self._adapt()
            now = time.monotonic()
        due = max(self._next, now)
        self._next = due + 1 / self._rate
        if due > now:
            await asyncio.sleep(due - now)

    async def _adapt(self) -> None:
        if await self._workers.behind():
            self._rate = max(LEAST, self._rate / 2)
        else:
            self._rate = min(self._most, self._rate + FASTER)
