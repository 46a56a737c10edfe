"""The time in which customers live, inside an activity: the server's, which may run skipped time."""

import time
from contextvars import ContextVar
from datetime import datetime, timedelta

from temporalio import activity

_began: ContextVar[float] = ContextVar("began")


def start() -> None:
    """Call first in an activity: from here on this process's steady clock carries the server's time on."""
    _began.set(time.monotonic())


def server_now() -> datetime:
    """The server's time now; inside an activity that has called `start`."""
    return activity.info().started_time + timedelta(seconds=time.monotonic() - _began.get())
