"""Wakes those whose way is open again, in order and at a rate: one process at a time, beside the drain."""

import asyncio
import logging
import socket
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine
from temporalio.service import RPCError

from audit.inbox import Inbox, Why
from audit.waking import Wake, Waking
from engine.contracts.inputs import Control
from engine.contracts.verbs import LookAgain
from engine.identity import digest
from starter.background.drain import TemporalAway
from starter.background.faults import tell_fault
from starter.signaller import Signaller

AT_ONCE = 50
RATE = 50.0
"""customers per second"""
PAUSE = 1.0
"""seconds between two looks when nobody may be woken"""

_log = logging.getLogger(__name__)


class Waker:
    """Who was told and is not marked yet is told twice after a crash: orders carry ids, so that changes nothing."""

    def __init__(self, database: Engine, signaller: Signaller, *, rate: float = RATE, pause: float = PAUSE) -> None:
        self._waking = Waking(database, f"{socket.gethostname()}-{uuid4().hex[:8]}")
        self._inbox = Inbox(database)
        self._signaller = signaller
        self._interval = 1 / rate
        self._pause = pause

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a fault of the database or of Temporal is logged, and tried again."""
        while not stop.is_set():
            woken = 0
            try:
                woken = await self.once()
            except TemporalAway as error:
                _log.debug("who waits has to wait on: %s", error)
            except Exception as error:
                tell_fault(_log, "nobody could be woken", error, self._pause)
            if not woken:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._pause)

    async def once(self) -> int:
        """One look; returns how many were woken."""
        found = await asyncio.to_thread(self._waking.next, AT_ONCE)
        woken: list[Wake] = []
        try:
            for one in found:
                await self._wake(one)
                woken.append(one)
                await asyncio.sleep(self._interval)
        finally:
            if woken:
                await asyncio.to_thread(self._waking.woken, woken)
        return len(woken)

    async def _wake(self, one: Wake) -> None:
        source = digest("look again", one.message_id, str(one.attempt))
        control = Control(id=source, at=datetime.now(UTC), order=LookAgain(message_id=one.message_id))
        why: Why | None
        try:
            why = await self._signaller.signal(one.customer_id, control)
        except RPCError as error:
            _log.error("an order to look again is not taken by Temporal, and kept in the inbox: %s", error.message)
            why = "signal_limit"
        if why == "temporal_down":
            raise TemporalAway("Temporal does not answer")
        if why is not None and why != "erased":
            await asyncio.to_thread(self._inbox.store, one.customer_id, control, why)
