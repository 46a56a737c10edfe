"""Drains the inbox: signals what had to wait, and what has become of interest, in order for each customer."""

import asyncio
import logging
import time
from collections.abc import Collection, Sequence
from contextlib import suppress

from temporalio.service import RPCError

from audit.inbox import RETRIED, KeptInput, Why
from engine.contracts.inputs import Track
from starter.errors import NothingPublished
from starter.ports import InboxShelf, InForce, Published
from starter.signaller import Signalled, Signaller, as_signal

PAGE = 200
RATE = 200.0
"""signals per second"""
PAUSE = 2.0
"""seconds between two looks at what is to be signalled as soon as it can be"""
LOOK_BACK = 30.0
"""seconds between two looks at what was of no interest, unless another catalogue comes into force before"""

_LATER: tuple[Why, ...] = ("not_of_interest",)
_log = logging.getLogger(__name__)


class TemporalAway(Exception):
    """Temporal does not answer: the rest has to wait too."""


class Drain:
    """Several may run at once: inputs carry ids, so one signalled twice changes nothing."""

    def __init__(
        self, inbox: InboxShelf, published: Published, signaller: Signaller, *, rate: float = RATE, pause: float = PAUSE
    ) -> None:
        self._inbox = inbox
        self._published = published
        self._signaller = signaller
        self._interval = 1 / rate
        self._pause = pause
        self._looked_back: tuple[int, float] = (0, 0.0)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a fault of the database or of Temporal is logged, and tried again."""
        while not stop.is_set():
            try:
                await self.once()
            except (NothingPublished, TemporalAway) as error:
                _log.debug("the inbox waits: %s", error)
            except Exception:
                _log.exception("the inbox could not be drained; it is tried again in %.0f s", self._pause)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._pause)

    async def once(self) -> int:
        """One look at everything that can be signalled now; returns how many were."""
        known = await self._published.in_force()
        drained = await self._pages(known, RETRIED, None)
        number, looked = self._looked_back
        if known.number != number or time.monotonic() - looked > LOOK_BACK:
            drained += await self._pages(known, _LATER, known.interest)
            self._looked_back = known.number, time.monotonic()
        return drained

    async def _pages(self, known: InForce, why: Collection[Why], types: Collection[str] | None) -> int:
        """What comes after a customer's input that has to wait on waits too: her order is kept."""
        after, drained = 0, 0
        waiting: set[str] = set()
        while page := await self._inbox.pending(PAGE, why, types, after):
            after = page[-1].number
            drained += await self._page(known, page, waiting)
        return drained

    async def _page(self, known: InForce, page: Sequence[KeptInput], waiting: set[str]) -> int:
        done: list[int] = []
        try:
            for kept in page:
                if kept.customer_id in waiting:
                    continue
                if await self._signal(known, kept):
                    done.append(kept.number)
                    await asyncio.sleep(self._interval)
                else:
                    waiting.add(kept.customer_id)
        finally:
            if done:
                await self._inbox.mark_drained(done)
        return len(done)

    async def _signal(self, known: InForce, kept: KeptInput) -> bool:
        try:
            why = await self._signaller.signal(kept.customer_id, to_send(known, kept))
        except RPCError as error:
            _log.error("inbox row %d is not taken by Temporal: %s", kept.number, error.message)
            return False
        if why == "temporal_down":
            raise TemporalAway("Temporal does not answer")
        return why is None or why == "erased"


def to_send(known: InForce, kept: KeptInput) -> Signalled:
    """What was of no interest when it came is an import by now: it enters nobody into anything."""
    entry = as_signal(kept.input)
    update: dict[str, object] = {"catalogue": known.number}
    if kept.why == "not_of_interest" and isinstance(entry, Track):
        update["backfill"] = True
    return entry.model_copy(update=update)
