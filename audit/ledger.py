"""The ledger as the activities see it: every method is one transaction, off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from audit.address import AddressKey
from audit.claiming import Claiming
from audit.database import POOL_SIZE, database_now, read, serialise, write
from audit.journal_writing import write_journal
from audit.outcomes import Standing, attempt_of
from audit.recalling import recall
from audit.shared_rows import basic_rows
from engine.contracts.answers import Accepted, Answer, NotNow, RecordAnswer, Recorded
from engine.contracts.commands import Deliver, Recall, Record
from engine.contracts.ports import Claimed, Rendered, Settled
from engine.contracts.recollection import Recollection
from engine.policy.clearance import outdated

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
        # SQLite has one writer: more threads would only wait for its lock.
        writers = 1 if database.dialect.name == "sqlite" else POOL_SIZE
        self._threads = ThreadPoolExecutor(writers, thread_name_prefix="ledger")

    async def claim(self, command: Deliver, rendered: Rendered, lease: float) -> Claimed | Settled | NotNow:
        now = self._now()
        return await self._write(lambda session: Claiming(session, command, self._key, now).claim(rendered, lease))

    async def settle(self, command: Deliver, answer: Answer) -> None:
        now = self._now()
        await self._write(lambda session: self._settle(session, command, answer, now))

    async def refuse(self, command: Deliver, answer: Answer) -> RecordAnswer:
        now = self._now()
        return await self._write(lambda session: self._refuse(session, command, answer, now))

    async def record(self, command: Record) -> RecordAnswer:
        return await self._write(lambda session: self._record(session, command))

    async def recall(self, command: Recall) -> Recollection:
        now = self._now()
        return await self._run(
            lambda: read(
                self._database,
                lambda session: recall(session, command.customer_id, self._key, now or database_now(session)),
            )
        )

    async def close(self) -> None:
        """Let what runs come to its end."""
        await asyncio.to_thread(self._threads.shutdown)

    def _now(self) -> datetime | None:
        return self._customers_now() if self._customers_now else None

    async def _write(self, work: Callable[[Session], T]) -> T:
        return await self._run(lambda: write(self._database, work))

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _settle(self, session: Session, command: Deliver, answer: Answer, now: datetime | None) -> None:
        serialise(session, f"customer {command.customer_id}")
        clock = database_now(session)
        if not isinstance(answer, Accepted) and basic_rows(session, command.customer_id, clock).erased:
            answer = answer.model_copy(update={"detail": ""})  # nothing personal comes back
        Standing(session, command.message_id).settle(attempt_of(command), answer, at=now or clock, written_at=clock)

    def _refuse(self, session: Session, command: Deliver, answer: Answer, now: datetime | None) -> RecordAnswer:
        recorded = self._record(session, command)
        if recorded.answer == "recorded":
            self._settle(session, command, answer, now)
        return recorded

    def _record(self, session: Session, command: Deliver | Record) -> RecordAnswer:
        serialise(session, f"customer {command.customer_id}")
        clock = database_now(session)
        if stopped := outdated(basic_rows(session, command.customer_id, clock), command.catalogue):
            return stopped
        write_journal(session, command.customer_id, command.catalogue, command.journal, self._key, clock)
        return Recorded()
