"""Posts events in signed batches, as SendGrid's Event Webhook does: again until they are taken, and in disorder."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

from standins.sendgrid.events import Event
from standins.sendgrid.signing import signed

MOST_BYTES = 768 * 1024
"""of one batch"""

_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
_AGAIN = (0.5, 1.0, 2.0, 5.0, 15.0, 60.0)
"""seconds until a batch that was not taken comes again; then always the last"""


@dataclass(frozen=True)
class Disturbance:
    """What the next batch meets on its way: it comes twice, back to front, or `seconds` late."""

    twice: bool = False
    reversed: bool = False
    seconds: float = 0.0


@dataclass
class EventWebhook:
    """`key` is a P-256 key (PEM), `every` the seconds between batches."""

    url: str
    key: str
    every: float = 0.3
    posted: list[Sequence[Event]] = field(default_factory=list)
    """batches that were taken, for who looks"""
    _waiting: list[Event] = field(default_factory=list)
    _coming: deque[Disturbance] = field(default_factory=deque)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _running: asyncio.Task[None] | None = None
    _session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """In the running loop."""
        self._running = asyncio.ensure_future(self._run())

    def add(self, events: Iterable[Event]) -> None:
        self._waiting += events
        self._wake.set()

    def order(self, disturbance: Disturbance) -> None:
        self._coming.append(disturbance)

    async def close(self) -> None:
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        if self._session is not None:
            await self._session.close()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(self.every)
            self._wake.clear()
            while batch := self._next():
                await self._deliver(batch)

    def _next(self) -> list[Event]:
        """As many as fit."""
        size, taken = 0, 0
        for event in self._waiting:
            size += len(json.dumps(event))
            if taken and size > MOST_BYTES:
                break
            taken += 1
        batch, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return batch

    async def _deliver(self, batch: list[Event]) -> None:
        disturbance = self._coming.popleft() if self._coming else Disturbance()
        if disturbance.seconds:
            await asyncio.sleep(disturbance.seconds)
        ordered = batch[::-1] if disturbance.reversed else batch
        for _ in range(2 if disturbance.twice else 1):
            attempt = 0
            while not await self._post(ordered):
                await asyncio.sleep(_AGAIN[min(attempt, len(_AGAIN) - 1)])
                attempt += 1
        self.posted.append(tuple(ordered))

    async def _post(self, batch: Sequence[Event]) -> bool:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, trust_env=False)
        body = json.dumps(batch).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "SendGrid Event API"}
        headers |= signed(body, self.key, str(int(time.time())))
        try:
            async with self._session.post(self.url, data=body, headers=headers, allow_redirects=False) as answer:
                return 200 <= answer.status < 300
        except (aiohttp.ClientError, TimeoutError):
            return False
