"""A worker is stopped by Ctrl-C, a supervisor and a closed terminal, but not by a closed one under `nohup`."""

import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from runtime.stopping import STOPPING, stop_on


@pytest.fixture(autouse=True)
def not_under_nohup() -> Iterator[None]:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("one", STOPPING)
async def test_each_signal_stops(one: signal.Signals) -> None:
    stop = stop_on()
    try:
        os.kill(os.getpid(), one)
        await asyncio.wait_for(stop.wait(), 5)
    finally:
        for handled in STOPPING:
            asyncio.get_running_loop().remove_signal_handler(handled)


async def test_nohup_is_respected() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        stop_on()
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        for handled in STOPPING:
            asyncio.get_running_loop().remove_signal_handler(handled)
        signal.signal(signal.SIGHUP, before)
