"""Lets one call, or a few, at a time through for each customer, and a bounded number of calls in all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class OneAtATime:
    """Keeps a lock only as long as somebody holds it or waits for it, so that its size is that of the traffic."""

    def __init__(self, at_once: int, each: int = 1) -> None:
        self._at_once = asyncio.Semaphore(at_once)
        self._each = each
        self._locks: dict[str, tuple[asyncio.Semaphore, int]] = {}

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def turn(self, customer_id: str) -> AsyncIterator[None]:
        lock, users = self._locks.get(customer_id, (asyncio.Semaphore(self._each), 0))
        self._locks[customer_id] = lock, users + 1
        try:
            # The customer's turn first: those who wait for one customer take no place from the others.
            async with lock, self._at_once:
                yield
        finally:
            lock, users = self._locks.pop(customer_id)
            if users > 1:
                self._locks[customer_id] = lock, users - 1
