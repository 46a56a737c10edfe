"""The ledger as the activities see it: every method is all or nothing, off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

from audit.address import AddressKey
from audit.breakers import tell_of_trial, trip
from audit.claiming import Claiming
from audit.database import POOL_SIZE, read, serialise, write
from audit.group_commit import GroupCommit
from audit.journal_writing import write_journal
from audit.outcomes import Standing
from audit.places import give_back
from audit.recalling import recall
from audit.shared_rows import basics
from audit.waiting import put
from engine.contracts.answers import Accepted, Answer, NotNow, RecordAnswer, Recorded
from engine.contracts.commands import Deliver, Recall, Record
from engine.contracts.parcel import Rendered
from engine.contracts.ports import Claimed, Settled
from engine.contracts.recollection import Recollection
from engine.policy.shared.clearance import outdated

T = TypeVar("T")


class SqlLedger:
    """The Ledger over a database opened by `open_database`; the opener disposes of it after `close`.

    `customers_now` is the time in which customers live where that is not the database's clock (skipped time).
    It is called in the caller's own context.
    """

    def __init__(
        self, database: Engine, *, address_key: bytes, customers_now: Callable[[], datetime] | None = None
    ) -> None:
        self._database = database
        self._key = AddressKey(address_key)
        self._customers_now = customers_now
        self._trials: set[tuple[str, int]] = set()
        """the messages of this worker that try a channel; of one that dies its time as such runs out"""
        self._threads = ThreadPoolExecutor(POOL_SIZE, thread_name_prefix="ledger")
        # SQLite has one writer: more threads would only wait for its lock.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="ledger-writer")
        grouping = database.dialect.name == "sqlite"
        self._together = GroupCommit(database, self._writer) if grouping else None

    async def claim(self, command: Deliver, rendered: Rendered, lease: float) -> Claimed | Settled | NotNow:
        now = self._now()
        return await self._write(lambda connection: self._claim(connection, command, rendered, lease, now))

    async def settle(self, command: Deliver, answer: Answer) -> None:
        now = self._now()
        await self._write(lambda connection: self._settle(connection, command, answer, now))

    async def refuse(self, command: Deliver, answer: Answer) -> RecordAnswer:
        now = self._now()
        return await self._write(lambda connection: self._refuse(connection, command, answer, now))

    async def record(self, command: Record) -> RecordAnswer:
        return await self._write(lambda connection: self._record(connection, command))

    async def recall(self, command: Recall) -> Recollection:
        now = self._now()
        return await self._run(
            lambda: read(self._database, lambda connection: recall(connection, command, self._key, now))
        )

    async def close(self) -> None:
        """Let what runs come to its end."""
        await asyncio.to_thread(self._writer.shutdown)
        await asyncio.to_thread(self._threads.shutdown)

    def _now(self) -> datetime | None:
        return self._customers_now() if self._customers_now else None

    async def _write(self, work: Callable[[Connection], T]) -> T:
        if self._together is not None:
            return await asyncio.wrap_future(self._together.submit(work))
        return await self._run(lambda: write(self._database, work))

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _claim(
        self, connection: Connection, command: Deliver, rendered: Rendered, lease: float, now: datetime | None
    ) -> Claimed | Settled | NotNow:
        claiming = Claiming(connection, command, self._key, now)
        answer = claiming.claim(rendered, lease)
        if claiming.tries_channel:
            self._trials.add((command.message_id, command.attempt))
        return answer

    def _settle(self, connection: Connection, command: Deliver, answer: Answer, now: datetime | None) -> None:
        serialise(connection, f"customer {command.customer_id}")
        known = basics(connection, command.customer_id)
        if not isinstance(answer, Accepted) and known.erased:
            answer = answer.model_copy(update={"detail": ""})  # nothing personal comes back
        at = now or known.clock
        if Standing(connection, command.message_id).settle(command, answer, at=at, written_at=known.clock):
            trip(connection, command.channel, answer, now=at, clock=known.clock)
            if (command.message_id, command.attempt) in self._trials:
                self._trials.discard((command.message_id, command.attempt))
                tell_of_trial(connection, command.channel, answer, now=at, clock=known.clock)
            if command.limits is not None and command.limits.places is not None:
                give_back(connection, command.message_id, command.attempt, answer)
            if isinstance(answer, NotNow) and answer.why == "breaker" and not known.erased:
                put(connection, command, answer, known.clock)

    def _refuse(self, connection: Connection, command: Deliver, answer: Answer, now: datetime | None) -> RecordAnswer:
        recorded = self._record(connection, command)
        if recorded.answer == "recorded":
            self._settle(connection, command, answer, now)
        return recorded

    def _record(self, connection: Connection, command: Deliver | Record) -> RecordAnswer:
        serialise(connection, f"customer {command.customer_id}")
        known = basics(connection, command.customer_id)
        if stopped := outdated(known.rows(known.clock), command.catalogue):
            return stopped
        write_journal(connection, command.customer_id, command.catalogue, command.journal, self._key, known)
        return Recorded()
