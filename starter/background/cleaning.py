"""Has what is old deleted, a batch at a time: one process at a time, beside the drain."""

import asyncio
import logging
import socket
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Engine

from audit.cleaning import BATCH, Ages, delete_old, outdated
from audit.turns import Turn
from runtime.settings import Settings
from starter.background.faults import tell_fault

PAUSE = 600.0
"""seconds between two looks when nothing more is old"""
BREATH = 0.5
"""seconds between two batches: doors and the drain write meanwhile"""

_log = logging.getLogger(__name__)


def ages_of(settings: Settings) -> Ages:
    """0 days are for ever."""
    return Ages(_days(settings.inbox_days), _days(settings.provider_event_days))


class Cleaning:
    """Several may run, one of them deletes."""

    def __init__(self, database: Engine, ages: Ages, *, breath: float = BREATH) -> None:
        self._database = database
        self._kinds = outdated(ages)
        self._turn = Turn(database, "cleaning", f"{socket.gethostname()}-{uuid4().hex[:8]}")
        self._breath = breath

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a fault of the database is logged, and tried again."""
        while not stop.is_set():
            more = False
            try:
                more = await self.once()
            except Exception as error:
                tell_fault(_log, "what is old could not be deleted", error, PAUSE)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._breath if more else PAUSE)

    async def once(self) -> bool:
        """Delete a batch of each kind, if it is this process's turn; returns whether there may be more."""
        if not await asyncio.to_thread(self._turn.take):
            return False
        more = False
        for kind in self._kinds:  # a second process would only find less: nothing depends on the turn
            deleted = await asyncio.to_thread(delete_old, self._database, kind)
            if deleted:
                _log.info("deleted %d rows of %s: %s", deleted, kind.table.name, kind.what)
            more = more or deleted == BATCH
        return more


def _days(days: int) -> timedelta | None:
    return timedelta(days=days) if days else None
