"""The real Temporal dev server for tests, on a free port and a database of its own."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from runtime.dev_server import DevServer
from runtime.local_ports import Ports


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def temporal_server(folder: Path, **dynamic: str) -> AsyncIterator[DevServer]:
    """A server for as long as the context lasts; `dynamic` are values of its dynamic configuration, `__` for a dot."""
    extra = [
        word
        for name, value in dynamic.items()
        for word in ("--dynamic-config-value", f"{name.replace('__', '.')}={value}")
    ]
    ports = Ports(server=free_port(), ui=free_port())
    async with DevServer(folder / "temporal.db", ports, *extra, ui=False) as server:
        yield server
