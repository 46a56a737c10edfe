"""`python -m benchmarks.sink`: a provider that takes every mail at once and keeps nothing, as a process of its own."""

import asyncio
import re
import sys

_ANSWER = b"HTTP/1.1 202 Accepted\r\nX-Message-Id: 0123456789abcdefghijkl\r\nContent-Length: 0\r\n\r\n"
_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")


class _Taking(asyncio.Protocol):
    """As little as can be called a server, so that it is never what is measured."""

    def __init__(self) -> None:
        self._read = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._read, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._read) < whole:
                return
            del self._read[:whole]
            self._transport.write(_ANSWER)


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Taking, "127.0.0.1", 0, backlog=1024)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
