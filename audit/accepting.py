"""Stores what doors accepted: requests that come while a commit is under way share the next one."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from audit.anonymous import MARK, hold_still, name, owners
from audit.database import keep_out, was_undone_for_another, write
from audit.inbox import Why, kept_of
from audit.rows import Row, append
from audit.shared_rows import basics
from audit.tables.everything import table_of
from audit.tables.inbox import FILLING, InboxRow
from audit.tombstones import erased_among
from engine.contracts.inputs import Input

MOST = 5_000
"""inputs in one commit, unless one request has more"""
MOST_WAITING = 50_000
"""inputs that wait for a commit; beyond it a door says that it is busy"""
TRIES = 3
"""of a commit that got in the way of another one's"""
LINGER = 0.003
"""seconds for which a commit waits for others where the one before had more: those who were answered come again"""
MOST_CHARACTERS = 100_000_000
"""of them together, likewise"""

_INBOX = table_of(InboxRow)
_NOBODY = ""


class Overloaded(Exception):
    """More waits to be stored than the process should hold."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An input as it came."""

    customer_id: str
    """or an anonymous key: it is the customer's who was named with it, or nobody's yet"""
    input: Input
    why: Why
    names: str | None = None
    """the anonymous key that turns out to be this customer's"""


@dataclass(frozen=True, slots=True)
class Judged:
    """By what it was found whether an input is of interest."""

    catalogue: int
    """its number; 0 for none"""
    interest: frozenset[str] | None
    """types of triggers; None: everything is"""


@dataclass(frozen=True, slots=True)
class _Request:
    arrivals: Sequence[Arrival]
    rows: Sequence[dict[str, object]]
    judged: Judged
    stored: asyncio.Future[None]

    @property
    def characters(self) -> int:
        return sum(len(str(row["private"])) for row in self.rows)


class Arrivals:
    """One per process and event loop; one commit is under way at a time, and order is kept."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._waiting: deque[_Request] = deque()
        self._count = 0
        self._characters = 0
        self._writing: asyncio.Task[None] | None = None
        self._together_before = 1
        """requests in the commit before"""

    async def store(self, arrivals: Sequence[Arrival], judged: Judged) -> None:
        """All of them or none, on the disk when this returns; what is there already changes nothing.

        Raises Overloaded, and what the database raises.
        """
        if not arrivals:
            return
        if self._count >= MOST_WAITING or self._characters >= MOST_CHARACTERS:
            raise Overloaded(f"{self._count:,} inputs wait to be stored")
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        request = _Request(arrivals, [kept_of(one.input) for one in arrivals], judged, stored)
        self._waiting.append(request)
        self._count += len(arrivals)
        self._characters += request.characters
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        await stored

    async def _write(self) -> None:
        try:
            while self._waiting:
                if len(self._waiting) < self._together_before:
                    await asyncio.sleep(LINGER)
                group = self._group()
                self._together_before = len(group)
                await self._together(group)
        finally:
            self._writing = None

    def _group(self) -> list[_Request]:
        group: list[_Request] = []
        size = 0
        while self._waiting and (not group or size + len(self._waiting[0].rows) <= MOST):
            group.append(self._waiting.popleft())
            size += len(group[-1].rows)
        self._count -= size
        self._characters -= sum(request.characters for request in group)
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
        for left in reversed(range(TRIES)):
            try:
                await asyncio.to_thread(write, self._database, lambda connection: _keep(connection, group))
            except OperationalError as error:
                # another process stores the same inputs in another order: a sender repeats what it is not sure of
                if not (left and was_undone_for_another(error)):
                    return error
            except Exception as error:
                return error
            else:
                break
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
    keep_out(connection, FILLING)
    arrivals = [
        (request.judged, *pair) for request in group for pair in zip(request.arrivals, request.rows, strict=True)
    ]
    keys = {one.customer_id for _, one, _ in arrivals if one.customer_id.startswith(MARK)}
    hold_still(connection, keys, {one.names: one.customer_id for _, one, _ in arrivals if one.names is not None})
    known = basics(connection, _NOBODY)
    named = owners(connection, keys)
    erased = erased_among(connection, {one.customer_id for _, one, _ in arrivals} | set(named.values()))
    rows: list[Row] = []
    for judged, one, row in arrivals:
        owner = named.get(one.customer_id, one.customer_id)
        why = one.why
        if owner in erased:
            row["private"], why = None, "erased"
        elif owner.startswith(MARK):
            why = "anonymous"
        elif why == "not_of_interest" and judged.catalogue != known.in_force:
            why = "accepted"  # it was judged by what was published before; who drains it knows more
        rows.append(row | {"customer_id": owner, "why": why, "stored_at": known.clock})
    append(connection, _INBOX, rows)
    for judged, one, _ in arrivals:
        if one.names is not None and one.customer_id not in erased:
            name(connection, one.names, one.customer_id, judged.interest, known.clock)
