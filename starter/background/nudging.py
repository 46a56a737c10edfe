"""Wakes the drains of this process at once when something was put into an inbox."""

import asyncio
from weakref import WeakSet

from sqlalchemy import Engine

_ALL: "WeakSet[Nudge]" = WeakSet()


class Nudge:
    """One drain's; set from the event loop on which the drain runs."""

    def __init__(self, database: Engine) -> None:
        self.url = database.url
        self._loop = asyncio.get_running_loop()
        self._set = asyncio.Event()
        _ALL.add(self)

    def give(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._set.set)

    async def taken(self, within: float) -> bool:
        """Whether one came within so many seconds; it is used up."""
        try:
            await asyncio.wait_for(self._set.wait(), within)
        except TimeoutError:
            return False
        self._set.clear()
        return True


def nudge(database: Engine) -> None:
    """Something was put into the inbox of this database; drains of other processes find it by themselves."""
    for one in list(_ALL):
        if one.url == database.url:
            one.give()
