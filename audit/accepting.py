"""Stores what doors accepted: requests that come while a commit is under way share the next one."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError
from sqlmodel import col

from audit.database import write
from audit.inbox import Why
from audit.journal_rows import subject
from audit.rows import Row, append
from audit.shared_rows import basics
from audit.tables.columns import pack
from audit.tables.everything import table_of
from audit.tables.inbox import InboxRow
from audit.tables.shared import TombstoneRow
from engine.contracts.inputs import Input

MOST = 5_000
"""inputs in one commit, unless one request has more"""
MOST_WAITING = 50_000
"""inputs that wait for a commit; beyond it a door says that it is busy"""

_INBOX = table_of(InboxRow)
_NOBODY = ""


class Overloaded(Exception):
    """More waits to be stored than the process should hold."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An input as it came; `why` as judged by the catalogue of the number `catalogue` (0: by none)."""

    customer_id: str
    input: Input
    why: Why
    catalogue: int


@dataclass(frozen=True, slots=True)
class _Request:
    arrivals: Sequence[Arrival]
    rows: Sequence[dict[str, object]]
    stored: asyncio.Future[None]


class Arrivals:
    """One per process and event loop; one commit is under way at a time, and order is kept."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._waiting: deque[_Request] = deque()
        self._count = 0
        self._writing: asyncio.Task[None] | None = None

    async def store(self, arrivals: Sequence[Arrival]) -> None:
        """All of them or none, on the disk when this returns; what is there already changes nothing.

        Raises Overloaded, and what the database raises.
        """
        if not arrivals:
            return
        if self._count >= MOST_WAITING:
            raise Overloaded(f"{self._count:,} inputs wait to be stored")
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Request(arrivals, [_row(one) for one in arrivals], stored))
        self._count += len(arrivals)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                await self._together(self._group())
        finally:
            self._writing = None

    def _group(self) -> list[_Request]:
        group: list[_Request] = []
        size = 0
        while self._waiting and (not group or size + len(self._waiting[0].rows) <= MOST):
            group.append(self._waiting.popleft())
            size += len(group[-1].rows)
        self._count -= size
        return group

    async def _together(self, group: Sequence[_Request]) -> None:
        error = await self._commit(group)
        if len(group) == 1 or error is None or isinstance(error, OperationalError):
            _tell(group, error)
            return
        # one of them is what the database refuses: it must not take the others with it
        for one in group:
            _tell([one], await self._commit([one]))

    async def _commit(self, group: Sequence[_Request]) -> Exception | None:
        try:
            await asyncio.to_thread(write, self._database, lambda connection: _keep(connection, group))
        except Exception as error:
            return error
        return None


def _tell(group: Sequence[_Request], error: Exception | None) -> None:
    for one in group:
        if one.stored.done():
            continue  # whoever asked went away
        if error is None:
            one.stored.set_result(None)
        else:
            one.stored.set_exception(error)


def _keep(connection: Connection, group: Sequence[_Request]) -> None:
    known = basics(connection, _NOBODY)
    customers = {arrival.customer_id for one in group for arrival in one.arrivals}
    tombstones = select(col(TombstoneRow.customer_id)).where(col(TombstoneRow.customer_id).in_(customers))
    erased = set(connection.scalars(tombstones))
    rows: list[Row] = []
    for one in group:
        for arrival, row in zip(one.arrivals, one.rows, strict=True):
            if arrival.customer_id in erased:
                row |= {"why": "erased", "private": None}
            elif arrival.catalogue != known.in_force and arrival.why == "not_of_interest":
                row["why"] = "accepted"  # it was judged by what was published before; who drains it knows more
            row["stored_at"] = known.clock
            rows.append(row)
    append(connection, _INBOX, rows)


def _row(arrival: Arrival) -> dict[str, object]:
    return {
        "customer_id": arrival.customer_id,
        "input_id": arrival.input.id,
        "kind": arrival.input.kind,
        "type": subject(arrival.input),
        "why": arrival.why,
        "stored_at": None,
        "private": pack(input=arrival.input),
    }
