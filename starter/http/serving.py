"""Serves the HTTP doors: beside a worker, alone, or in several processes that share one socket."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.supervisors import Multiprocess

from audit.keys import SqlKeyStore
from audit.migrate import migrate
from runtime.exit import StartError
from runtime.logs import set_up_logging
from runtime.settings import Settings
from runtime.temporal import connect, sdk_runtime
from runtime.zones import use_packaged_zones
from starter.cli.surroundings import api_settings
from starter.http.app import build_app
from starter.http.doors import Doors, doors_over
from starter.opening import opened_codec, opened_database, opened_telemetry

_log = logging.getLogger(__name__)

_ENDING = 30
"""seconds for which requests in flight may come to their end"""


class DoorsClosed(StartError):
    """The doors cannot open; the text says what to set."""


@asynccontextmanager
async def opened_doors(settings: Settings) -> AsyncIterator[Doors]:
    """As the environment says, also while Temporal is away. Raises DoorsClosed, LedgerTooNew, MasterKeyMissing."""
    with (
        opened_codec(settings) as codec,
        opened_database(settings) as database,
        opened_telemetry(settings, "twostep-api") as telemetry,
    ):
        try:
            await asyncio.to_thread(migrate, database)
        except DBAPIError as error:
            raise DoorsClosed(f"the ledger's database cannot be used: {error.orig}\n  look at DATABASE_URL") from error
        await asyncio.to_thread(settings.master_keys.check, SqlKeyStore(database))
        temporal = await connect(codec, sdk_runtime(settings), lazy=True)
        yield doors_over(settings, temporal, database, telemetry)


def listening(settings: Settings) -> socket.socket:
    """Raises DoorsClosed."""
    host, port = settings.api_listen, settings.api_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error  # its own text names the address once more
        said = f"the HTTP doors cannot listen on {host}:{port} ({why}): look at API_LISTEN and API_PORT"
        raise DoorsClosed(said) from error


async def serve_doors(doors: Doors, listens: socket.socket, stop: asyncio.Event) -> None:
    """Until `stop` is set; requests in flight come to their end."""
    server = _Server(_config(build_app(doors), doors.settings))
    serving = asyncio.create_task(server.serve(sockets=[listens]))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((serving, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    server.should_exit = True
    await serving


async def serve_alone(settings: Settings, stop: asyncio.Event) -> None:
    """`twostep api` in one process."""
    with listening(settings) as listens:
        async with opened_doors(settings) as doors:
            _tell_where(settings)
            await serve_doors(doors, listens, stop)


def serve_together(settings: Settings, processes: int) -> None:
    """`twostep api` in several: they are watched, and stopped together by Ctrl-C or SIGTERM."""
    asyncio.run(_tried(settings))  # what is missing is told once, not by every process
    with listening(settings) as listens:
        config = _config("starter.http.serving:app_of_process", settings, factory=True, workers=processes)
        _tell_where(settings)
        Multiprocess(config, sockets=[listens]).run()


def app_of_process() -> ASGIApp:
    """One of several: it reads its settings as the first one did."""
    use_packaged_zones()
    settings = api_settings()
    set_up_logging(settings)
    return _OpeningApp(settings)


class _OpeningApp:
    """Opens its doors when the process that serves it starts, and closes them when it ends."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            async with opened_doors(self._settings) as doors:
                self._app = build_app(doors)
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
        elif self._app is not None:
            await self._app(scope, receive, send)


def _tell_where(settings: Settings) -> None:
    host = f"[{settings.api_listen}]" if ":" in settings.api_listen else settings.api_listen
    _log.info("the HTTP doors listen on http://%s:%d", host, settings.api_port)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the process's, which may do more than this."""
        yield


async def _tried(settings: Settings) -> None:
    async with opened_doors(settings):
        pass


def _config(app: ASGIApp | str, settings: Settings, *, factory: bool = False, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=factory,
        workers=workers,
        lifespan="on" if factory else "off",
        access_log=False,  # it would tell whole paths, with ids in them
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.api_trusted_proxies),
        forwarded_allow_ips=sorted(settings.api_trusted_proxies),
        ws="none",
        timeout_graceful_shutdown=_ENDING,
    )
