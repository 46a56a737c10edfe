"""Serves the routes of stand-ins in this process."""

import socket
from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Served:
    """A server that takes requests until it is closed."""

    base_url: str
    runner: web.AppRunner

    async def close(self) -> None:
        await self.runner.cleanup()


async def serve(routes: Iterable[web.AbstractRouteDef], host: str = LOOPBACK, port: int = 0) -> Served:
    """Port 0 takes a free one. Raises OSError where the port is taken."""
    application = web.Application()
    application.add_routes(routes)
    return await started(application, listen(host, port), host)


async def started(application: web.Application, listening: socket.socket, host: str = LOOPBACK) -> Served:
    """The application on a socket that `listen` gave."""
    # No access log: requests carry addresses.
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    await web.SockSite(runner, listening, backlog=1024).start()
    shown = f"[{host}]" if ":" in host else host
    return Served(f"http://{shown}:{listening.getsockname()[1]}", runner)


def listen(host: str, port: int) -> socket.socket:
    """Bound, so that a taken port shows before anything else is done. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening
