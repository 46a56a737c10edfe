"""What stops a process that works until it is told to."""

import asyncio
import signal
from collections.abc import Iterable

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Ctrl-C, a supervisor, and a terminal that is closed."""


def stop_on(signals: Iterable[signal.Signals] = STOPPING) -> asyncio.Event:
    """An event that the signals set, in the running loop; what `nohup` ignores stays ignored."""
    stop = asyncio.Event()
    for one in signals:
        if one == signal.SIGHUP and signal.getsignal(one) == signal.SIG_IGN:
            continue
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    return stop
