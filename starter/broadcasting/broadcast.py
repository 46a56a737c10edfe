"""Proposes one message to everybody of an audience, at a pace; each customer decides for herself."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from engine.contracts.inputs import Propose
from engine.identity import digest
from starter.broadcasting.audience import Audience, Member, Missed
from starter.broadcasting.bookmark import Bookmark, Mark
from starter.errors import InputRefused
from starter.ports import Taken

AT_ONCE = 32
KEPT_EVERY = 1.0
"""seconds; what was proposed since is proposed again after a crash, and found to be known"""


class Proposing(Protocol):
    """The door that a broadcast goes through."""

    async def propose(self, customer_id: str, propose: Propose) -> Taken: ...


@dataclass
class Tally:
    """What became of the members at the door, in this run."""

    taken: dict[Taken, int] = field(default_factory=lambda: dict.fromkeys(Taken, 0))
    missed: list[Missed] = field(default_factory=list)

    @property
    def proposed(self) -> int:
        return sum(self.taken.values())


class Broadcast:
    """One message under one name: whoever has it under this name, never gets it again."""

    def __init__(self, door: Proposing, audience: Audience, mark: Mark, bookmark: Bookmark, pause: float) -> None:
        """`pause`: seconds from one proposal to the next."""
        self._door = door
        self._audience = audience
        self._mark = mark
        self._bookmark = bookmark
        self._pause = pause
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._next = 0
        self._kept = 0.0
        self.tally = Tally()

    async def run(self, advance: Callable[[int], object]) -> Tally:
        """To the end of the audience; `advance` is told of how many are done more. Raises what the door raises."""
        self._next = self._bookmark.open(self._mark)
        advance(self._next)
        due = time.monotonic()
        try:
            for one in self._audience.members(self._next):
                if isinstance(one, Missed):
                    self.tally.missed.append(one)
                else:
                    await self._room()
                    due = await _wait_until(due) + self._pause
                    self._under_way[one.place] = asyncio.create_task(self._propose(one))
                self._next += 1
                self._keep()
                advance(1)
            await asyncio.gather(*self._under_way.values())
            self._reap()
        finally:
            await self._end()
        return self.tally

    async def _room(self) -> None:
        while len(self._under_way) >= AT_ONCE:
            await asyncio.wait(self._under_way.values(), return_when=asyncio.FIRST_COMPLETED)
            self._reap()

    def _reap(self) -> None:
        """Forget those that are done; a failure of the door ends the broadcast, and its place is not passed."""
        for place, task in list(self._under_way.items()):
            if task.done():
                task.result()
                del self._under_way[place]

    def _keep(self) -> None:
        if time.monotonic() - self._kept >= KEPT_EVERY:
            self._kept = time.monotonic()
            self._reap()
            self._bookmark.keep(self._mark.model_copy(update={"done": self._done()}))

    def _done(self) -> int:
        """How many from the beginning on, without a gap."""
        return min(self._under_way, default=self._next)

    async def _end(self) -> None:
        """Let those under way come to their end, and keep the place before the first that failed."""
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        for place, task in list(self._under_way.items()):
            if not task.cancelled() and task.exception() is None:
                del self._under_way[place]
        self._bookmark.keep(self._mark.model_copy(update={"done": self._done()}))

    async def _propose(self, member: Member) -> None:
        proposal = Propose(
            id=proposal_id(self._mark.broadcast, member.customer_id),
            at=datetime.now(UTC),
            message=self._mark.message,
            origin="broadcast",
            department=self._mark.department,
            broadcast=self._mark.broadcast,
            facts=self._mark.facts,
        )
        try:
            taken = await self._door.propose(member.customer_id, proposal)
        except InputRefused as error:
            self.tally.missed.append(Missed(member.line, str(error)))
        else:
            self.tally.taken[taken] += 1


def proposal_id(broadcast: str, customer_id: str) -> str:
    """The same whenever it is proposed: a repeat is known by it, whatever became of the file."""
    return f"broadcast-{digest('broadcast', broadcast, customer_id)}"


async def _wait_until(due: float) -> float:
    """Returns when it was: who is late does not catch up."""
    await asyncio.sleep(max(due - time.monotonic(), 0))
    return time.monotonic()
