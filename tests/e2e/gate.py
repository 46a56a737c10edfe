"""A way to a PostgreSQL server that can be shut: connections are cut and new ones refused, as when it is away."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import make_url

from tests.servers import free_port

_Dial = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


class Gate:
    """Forwards a loopback port; runs in a thread of its own, so that a blocking client may use it."""

    def __init__(self, dial: _Dial, port: int) -> None:
        self._dial = dial
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._thread.start()

    def open(self) -> None:
        self._run(self._open())

    def shut(self) -> None:
        self._run(self._shut())

    def end(self) -> None:
        self._run(self._shut())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Awaitable[None]) -> None:
        async def done() -> None:
            await work

        asyncio.run_coroutine_threadsafe(done(), self._loop).result(10)

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._forward, "127.0.0.1", self._port)

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0.05)  # what forwards sees it

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await self._dial()
        self._writers |= {writer, back}
        await asyncio.gather(_pass_on(reader, back), _pass_on(there, writer))
        self._writers -= {writer, back}


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
    writer.transport.abort()


@contextmanager
def gated(url: str) -> Iterator[tuple[str, Gate]]:
    """The address of a PostgreSQL database through an open gate."""
    address, port = make_url(url), free_port()
    folder = address.query.get("host")

    async def dial() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(folder, str):
            return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{address.port or 5432}")
        return await asyncio.open_connection(address.host, address.port or 5432)

    gate = Gate(dial, port)
    gate.open()
    try:
        through = address.set(host="127.0.0.1", port=port, query={})
        yield through.render_as_string(hide_password=False), gate
    finally:
        gate.end()
