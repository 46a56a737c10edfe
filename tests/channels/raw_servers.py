"""TCP servers that behave as badly as networks do, and count what reached them."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Serve = Callable[["RawServer", asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class RawServer:
    """What a server saw; `requests` are whole ones with their bodies."""

    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """a whole request is there"""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def raw_server(serve: Serve) -> AsyncIterator[RawServer]:
    seen = RawServer()
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.connections += 1
        try:
            await serve(seen, reader, writer)
        finally:
            writer.transport.abort()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(connected(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read_message(reader: asyncio.StreamReader) -> bytes:
    """One HTTP request or response with a Content-Length; empty at the end of the stream."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


async def silent(seen: RawServer, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Reads requests and never answers."""
    while request := await read_message(reader):
        seen.requests.append(request)
        seen.arrived.set()


async def cut(seen: RawServer, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Reads one whole request, then cuts."""
    seen.requests.append(await read_message(reader))


def cut_the_second(taken: bytes) -> Serve:
    """Answers the first request of a connection and cuts it at the second, as a server that just timed out."""

    async def serve(seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.requests.append(await read_message(reader))
        writer.write(taken)
        seen.requests.append(await read_message(reader))

    return serve


def answers(response: bytes) -> Serve:
    """Every request gets the same answer."""

    async def serve(seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while request := await read_message(reader):
            seen.requests.append(request)
            writer.write(response)

    return serve


def floods(status: bytes) -> Serve:
    """Answers with a body that does not end."""

    async def serve(seen: RawServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.requests.append(await read_message(reader))
        writer.write(b"HTTP/1.1 " + status + b"\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            await writer.drain()

    return serve


def loses_answers_of(upstream: str) -> Serve:
    """Passes the request on, waits until it was answered, and cuts instead of passing the answer back."""
    target = urlsplit(upstream)

    async def serve(seen: RawServer, reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        seen.requests.append(await read_message(reader))
        there_reader, there_writer = await asyncio.open_connection(target.hostname, target.port)
        there_writer.write(seen.requests[-1])
        await read_message(there_reader)
        there_writer.transport.abort()

    return serve
