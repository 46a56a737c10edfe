"""Lets requests to providers go in their turn, without a transaction for each."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar, assert_never

from sqlalchemy import Engine

from audit.provider_rates import BATCH, Full, Held, ProviderRates, Turns

LOOK_AGAIN = 1.0
"""seconds after which it is looked up whether another worker was told to hold"""
_STALE = 0.5
"""seconds for which a turn that was not used may still be: more would be a burst"""
_FURTHEST = 60.0
"""seconds; nobody is told to come back later than that for want of a turn"""

_log = logging.getLogger(__name__)

T = TypeVar("T")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class _Account:
    """Times are the event loop's."""

    rated: bool
    turns: deque[float] = field(default_factory=deque)
    used: deque[float] = field(default_factory=deque)
    """when the last turns went, for as long as a batch lasts"""
    waiting: int = 0
    held_until: float = 0.0
    looked_at: float | None = None
    looking: asyncio.Task[None] | None = None
    queue_until: float = 0.0
    """when the last of those who were sent away was told to come back"""
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)


class SqlAllowance:
    """The Allowance over a database opened by `open_database`; the opener disposes of it after `close`."""

    def __init__(
        self, database: Engine, rates: Mapping[str, float], customers_now: Callable[[], datetime] = utc_now
    ) -> None:
        """`rates` in requests per second by account; an account without one goes as fast as the provider takes it.

        `customers_now` is the clock that customers live by: under skipped time a hold of a minute is soon over.
        """
        self._rates = rates
        self._customers_now = customers_now
        self._table = ProviderRates(database, rates)
        self._accounts: dict[str, _Account] = {}
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="rates")

    async def take(self, account: str) -> datetime | None:
        known = self._accounts.setdefault(account, _Account(rated=account in self._rates))
        await self._look(account, known)
        if self._holds(known):
            return _instant(known.held_until)
        if not known.rated:
            return None
        known.waiting += 1
        try:
            later = await self._turn(account, known)
        finally:
            known.waiting -= 1
        if later is not None:
            return _instant(later)
        # told to another request while this one waited for its turn
        return _instant(known.held_until) if self._holds(known) else None

    async def hold(self, account: str, until: datetime, detail: str) -> None:
        known = self._accounts.setdefault(account, _Account(rated=account in self._rates))
        span = until - datetime.now(UTC)
        ends = _now() + span.total_seconds()
        if ends <= known.held_until + 1:
            return  # many requests in flight are told the same
        known.held_until = ends
        await self._run(lambda: self._table.hold(account, span, detail))

    async def close(self) -> None:
        """Let what runs come to its end."""
        looks = [known.looking for known in self._accounts.values() if known.looking is not None]
        await asyncio.gather(*looks, return_exceptions=True)
        await asyncio.to_thread(self._threads.shutdown)

    def _holds(self, known: _Account) -> bool:
        return known.held_until > _now() and self._customers_now() < _instant(known.held_until)

    async def _turn(self, account: str, known: _Account) -> float | None:
        """Wait for a turn; else when to come back."""
        while (mine := _next_turn(known)) is None:
            async with known.asking:
                if known.turns:
                    continue  # another one who waited took them for all
                later = await self._ask(account, known)
                if later is not None:
                    return later
        if (wait := mine - _now()) > 0:
            await asyncio.sleep(wait)
        known.used.append(_now())
        return None

    async def _ask(self, account: str, known: _Account) -> float | None:
        """Take turns for everybody here who waits, and as many as went lately."""
        now = _now()
        while known.used and known.used[0] < now - BATCH:
            known.used.popleft()
        wanted = max(known.waiting, len(known.used))
        match await self._run(lambda: self._table.turns(account, wanted)):
            case Turns(wait, step, count):
                first = _now() + wait.total_seconds()
                known.turns.extend(first + number * step.total_seconds() for number in range(count))
                return None
            case Held(wait):
                known.held_until = _now() + wait.total_seconds()
                return known.held_until
            case Full(wait):
                # one after another, so that they do not all come back for the same turn
                earliest = _now() + wait.total_seconds()
                known.queue_until = max(earliest, known.queue_until + 1 / self._rates[account])
                return min(known.queue_until, earliest + _FURTHEST)
            case other:
                assert_never(other)

    async def _look(self, account: str, known: _Account) -> None:
        """Nobody waits for it but the first."""
        if known.looked_at is not None and _now() - known.looked_at < LOOK_AGAIN:
            return
        first = known.looked_at is None
        if known.looking is None:
            known.looking = asyncio.create_task(self._looked(account, known))
        if first:
            await asyncio.shield(known.looking)

    async def _looked(self, account: str, known: _Account) -> None:
        try:
            left = await self._run(lambda: self._table.held(account))
        except Exception:
            if known.looked_at is None:
                raise
            _log.warning("whether %s is held cannot be looked up; it goes on as it was", account, exc_info=True)
        else:
            if left is not None:
                known.held_until = max(known.held_until, _now() + left.total_seconds())
            known.looked_at = _now()
        finally:
            known.looking = None

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)


def _next_turn(known: _Account) -> float | None:
    oldest = _now() - _STALE
    while known.turns:
        turn = known.turns.popleft()
        if turn >= oldest:
            return turn
    return None


def _now() -> float:
    return asyncio.get_running_loop().time()


def _instant(loop_time: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=loop_time - _now())
