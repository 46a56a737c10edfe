"""The real Temporal dev server for tests, on a free port and a database of its own."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

from runtime.dev_server import DevServer
from runtime.local_ports import DevServerError, Ports

PATIENCE = timedelta(seconds=60)
"""for a server to start: a machine that stands still for seconds fails no test"""
_TRIES = 3
_PORTS = count(10_000 + os.getpid() * 101 % 20_000)
"""other processes of the same run begin elsewhere"""


def free_port() -> int:
    """A port nobody listens on now, given out once; of those that no system gives out to whoever asks for any."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there are always more")


@asynccontextmanager
async def temporal_server(folder: Path, **dynamic: str) -> AsyncIterator[DevServer]:
    """A server for as long as the context lasts; `dynamic` are values of its dynamic configuration, `__` for a dot."""
    extra = [
        word
        for name, value in dynamic.items()
        for word in ("--dynamic-config-value", f"{name.replace('__', '.')}={value}")
    ]
    async with AsyncExitStack() as stack:
        yield await _started(stack, folder / "temporal.db", *extra)


async def _started(stack: AsyncExitStack, database: Path, *extra: str, tries: int = _TRIES) -> DevServer:
    """A free port may be another process's a moment later."""
    ports = Ports(server=free_port(), ui=free_port())
    try:
        return await stack.enter_async_context(DevServer(database, ports, *extra, ui=False))
    except DevServerError:
        if tries == 1:
            raise
        return await _started(stack, database, *extra, tries=tries - 1)
