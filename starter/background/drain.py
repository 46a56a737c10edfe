"""Drains the inbox: signals what doors accepted and what had to wait, in order for each customer."""

import asyncio
import logging
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from temporalio.service import RPCError

from audit.inbox import RETRIED, KeptInput, Why
from audit.turns import LEASE
from engine.contracts.inputs import Track
from starter.background.faults import tell_fault
from starter.background.holding_back import HeldBack
from starter.background.pace import Pace
from starter.errors import NothingPublished
from starter.ports import InboxShelf, InForce, Published
from starter.signaller import Signalled, Signaller, as_signal

PAGE = 500
AT_ONCE = 50
"""customers who are signalled at the same time"""
PAUSE = 0.25
"""seconds between two looks, unless something is put into the inbox by this process before"""
AWAY = 1.0
"""seconds until the next look after a fault of the database or of Temporal"""
LOOK_BACK = 30.0
"""seconds between two looks at what was of no interest, unless another catalogue comes into force before"""
WITHIN = 4.0
"""seconds for one signal: none is begun that could outlast the turn, so that two processes reorder nobody's"""

_LATER: tuple[Why, ...] = ("not_of_interest",)
_TURN = LEASE.total_seconds()
_log = logging.getLogger(__name__)


class TemporalAway(Exception):
    """Temporal does not answer: the rest has to wait too."""


class Drain:
    """Several may run, one of them drains: the others take its place when it is gone."""

    def __init__(
        self, inbox: InboxShelf, published: Published, signaller: Signaller, pace: Pace, *, pause: float = PAUSE
    ) -> None:
        self._inbox = inbox
        self._published = published
        self._signaller = signaller
        self._pace = pace
        self._pause = pause
        self._turn_until = 0.0
        self._away = False
        self._held_back = HeldBack()
        self._looked_back: tuple[int, float] = (0, 0.0)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a fault of the database or of Temporal is logged, and tried again."""
        while not stop.is_set():
            away = False
            try:
                await self._look()
            except (NothingPublished, TemporalAway) as error:
                away = True
                _log.debug("the inbox waits: %s", error)
            except Exception as error:
                away = True
                tell_fault(_log, "the inbox could not be drained", error, AWAY)
            await self._wait(stop, away=away)
        with suppress(Exception):  # the lease lapses by itself
            await self._give_turn()

    async def once(self) -> int:
        """One look at everything that can be signalled now; returns how many were."""
        self._held_back.forget()
        try:
            return await self._look()
        finally:
            await self._give_turn()

    async def _look(self) -> int:
        known = await self._published.in_force()
        drained = await self._pages(known, RETRIED, None)
        number, looked = self._looked_back
        if known.number != number or time.monotonic() - looked > LOOK_BACK:
            drained += await self._pages(known, _LATER, known.interest)
            self._looked_back = known.number, time.monotonic()
        return drained

    async def _wait(self, stop: asyncio.Event, *, away: bool) -> None:
        stopped = asyncio.create_task(stop.wait())
        nudged = asyncio.create_task(asyncio.sleep(AWAY) if away else self._inbox.nudged(self._pause))
        await asyncio.wait((stopped, nudged), return_when=asyncio.FIRST_COMPLETED)
        for one in (stopped, nudged):
            one.cancel()

    async def _pages(self, known: InForce, why: Collection[Why], types: Collection[str] | None) -> int:
        """What comes after a customer's input that has to wait on waits too: her order is kept."""
        after, drained = 0, 0
        while page := await self._inbox.pending(PAGE, why, types, after, self._held_back.names()):
            if not self._has_turn():
                if not await self._take_turn():
                    return drained
                continue  # another process may have drained what was read before the turn was ours
            drained += await self._page(known, page)
            if self._has_turn():  # else something of the page may be left
                after = page[-1].number
        return drained

    async def _page(self, known: InForce, page: Sequence[KeptInput]) -> int:
        done = set(await self._inbox.absorbed(page))
        gate = asyncio.Semaphore(AT_ONCE)
        self._away = False
        try:
            outcomes = await asyncio.gather(
                *(self._customer(known, rows, done, gate) for rows in _by_customer(page).values()),
                return_exceptions=True,
            )
        finally:
            if done:
                await self._inbox.mark_drained(done)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        return len(done)

    async def _customer(
        self, known: InForce, rows: Sequence[KeptInput], done: set[int], gate: asyncio.Semaphore
    ) -> None:
        async with gate:
            for kept in rows:
                if kept.number in done:
                    continue
                await self._pace.turn()
                if self._away or self._held_back.holds(kept.customer_id) or not self._has_turn():
                    return
                if not await self._signal(known, kept):
                    self._held_back.add(kept.customer_id)
                    return
                self._held_back.release(kept.customer_id)
                done.add(kept.number)

    async def _signal(self, known: InForce, kept: KeptInput) -> bool:
        try:
            async with asyncio.timeout(WITHIN):
                why = await self._signaller.signal(kept.customer_id, to_send(known, kept))
        except TimeoutError:
            why = "temporal_down"
        except RPCError as error:
            _log.error("inbox row %d is not taken by Temporal: %s", kept.number, error.message)
            return False
        if why == "temporal_down":
            self._away = True
            raise TemporalAway("Temporal does not answer")
        return why is None or why == "erased"

    def _has_turn(self) -> bool:
        return time.monotonic() < self._turn_until - WITHIN

    async def _take_turn(self) -> bool:
        asked = time.monotonic()
        if not await self._inbox.take_turn():
            return False
        self._turn_until = asked + _TURN
        return True

    async def _give_turn(self) -> None:
        if self._turn_until:
            self._turn_until = 0.0
            await self._inbox.give_turn()


def _by_customer(page: Sequence[KeptInput]) -> Mapping[str, Sequence[KeptInput]]:
    found: dict[str, list[KeptInput]] = {}
    for kept in page:
        found.setdefault(kept.customer_id, []).append(kept)
    return found


def to_send(known: InForce, kept: KeptInput) -> Signalled:
    """What was of no interest when it came is an import by now: it enters nobody into anything."""
    entry = as_signal(kept.input)
    update: dict[str, object] = {"catalogue": known.number}
    if kept.why == "not_of_interest" and isinstance(entry, Track):
        update["backfill"] = True
    return entry.model_copy(update=update)
