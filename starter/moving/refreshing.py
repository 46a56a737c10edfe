"""Works off the jobs that go through many customers: lists them, and tells each at the job's pace."""

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.service import RPCError

from audit.inbox import Inbox, Why
from audit.refreshing import LEASE, Job, JobLost, Refreshes
from engine.contracts.inputs import Control
from engine.contracts.verbs import Migrate
from engine.identity import digest
from starter.background.drain import TemporalAway, to_send
from starter.background.faults import tell_fault
from starter.errors import NothingPublished
from starter.ports import InForce, Published
from starter.signaller import Signalled, Signaller
from trials.replaying.histories import RUNNING
from workflows.names import customer_id_of

PAUSE = 1.0
"""seconds between two looks when nothing is due"""
LISTED_AT_ONCE = 1000
RENEWED_EVERY = LEASE.total_seconds() / 3
"""seconds that telling may take until the lease is renewed: a slow server must not have two processes take turns"""

_log = logging.getLogger(__name__)


class Refreshing:
    """Several may run at once: each job is one process's at a time, and what is told twice changes nothing."""

    def __init__(
        self,
        database: Engine,
        client: Client,
        task_queue: str,
        published: Published,
        *,
        pause: float = PAUSE,
        renewed_every: float = RENEWED_EVERY,
    ) -> None:
        self._refreshes = Refreshes(database, f"{socket.gethostname()}-{uuid4().hex[:8]}")
        self._inbox = Inbox(database)
        self._client = client
        self._task_queue = task_queue
        self._signaller = Signaller(client, task_queue)
        self._published = published
        self._pause = pause
        self._renewed_every = renewed_every

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; a fault of the database or of Temporal is logged, and tried again."""
        while not stop.is_set():
            busy = False
            try:
                busy = await self.once()
            except (NothingPublished, TemporalAway, JobLost) as error:
                _log.debug("a refresh waits: %s", error)
            except Exception as error:
                tell_fault(_log, "a refresh could not go on", error, self._pause)
            if not busy:
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._pause)

    async def once(self) -> bool:
        """One claim's work; False when nothing was due."""
        job = await asyncio.to_thread(self._refreshes.claim)
        if job is None:
            return False
        if job.counted:
            await self._tell_all(job, await self._published.in_force())
        else:
            await self._list(job)
        return True

    async def _list(self, job: Job) -> None:
        if isinstance(job.order, Migrate):
            await asyncio.to_thread(self._refreshes.list_inside, job, job.order.journey, job.order.to_version)
        else:
            await self._list_all(job)
        await asyncio.to_thread(self._refreshes.counted, job)

    async def _list_all(self, job: Job) -> None:
        await asyncio.to_thread(self._refreshes.list_known, job)
        async for page in self._pages():
            await asyncio.to_thread(self._refreshes.list_customers, job, page)

    async def _pages(self) -> AsyncIterator[list[str]]:
        """The customers that run: of some the ledger has not heard yet."""
        page: list[str] = []
        async for execution in self._client.list_workflows(f"{RUNNING} AND TaskQueue = '{self._task_queue}'"):
            page.append(customer_id_of(execution.id))
            if len(page) == LISTED_AT_ONCE:
                yield page
                page = []
        if page:
            yield page

    async def _tell_all(self, job: Job, known: InForce) -> None:
        told, renewed = 0, time.monotonic()
        try:
            for customer in job.customers:
                await self._tell(job, customer, known)
                told += 1
                if time.monotonic() - renewed >= self._renewed_every:
                    await asyncio.to_thread(self._refreshes.renew, job)
                    renewed = time.monotonic()
        finally:
            await asyncio.to_thread(self._refreshes.told, job, job.customers[:told])

    async def _tell(self, job: Job, customer: str, known: InForce) -> None:
        """What was of no interest before is handed over first: the conditions may be about it.

        What was published after the job began is in force for her too.
        """
        waiting = await asyncio.to_thread(self._inbox.for_customer, customer, known.interest)
        taken = [kept.number for kept in waiting if await self._signal(customer, to_send(known, kept))]
        if taken:
            await asyncio.to_thread(self._inbox.mark_drained, taken)
        source = digest("refresh", str(job.id), customer)
        newest = max(job.catalogue, known.number)
        await self._signal(customer, Control(id=source, at=datetime.now(UTC), order=job.order, catalogue=newest))

    async def _signal(self, customer: str, entry: Signalled) -> bool:
        """False where it is in the inbox now, or still."""
        why: Why | None
        try:
            why = await self._signaller.signal(customer, entry)
        except RPCError as error:
            _log.error("an input of a refresh is not taken by Temporal, and kept in the inbox: %s", error.message)
            why = "signal_limit"
        if why == "temporal_down":
            raise TemporalAway("Temporal does not answer")
        if why is not None:
            await asyncio.to_thread(self._inbox.store, customer, entry, why)
        return why is None
