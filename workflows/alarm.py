"""The one timer that stands: for the earliest deadline, and not re-armed for every input."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import workflow

from engine.telling.phrases import clipped

_SOONEST = timedelta(milliseconds=1)


class Alarm:
    """A later deadline leaves the timer standing: it rings early, and the loop goes back to sleep."""

    def __init__(self) -> None:
        self._timer: asyncio.Task[None] | None = None
        self._for: datetime | None = None

    @property
    def rang(self) -> bool:
        return self._timer is not None and self._timer.done()

    def set(self, due: datetime | None, summary: Callable[[datetime], str]) -> None:
        """Make sure that it rings at `due` at the latest; None: nothing is due. The summary is made for a new timer."""
        if self.rang:
            self._timer = self._for = None
        if due is None or (self._for is not None and self._for <= due):
            return
        if self._timer is not None:
            self._timer.cancel()
        self._for = due
        span = max(due - workflow.now(), _SOONEST)
        self._timer = asyncio.create_task(workflow.sleep(span, summary=clipped(summary(due))))
