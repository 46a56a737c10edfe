"""One request over a pooled connection, and what is known of it when it fails."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal

import aiohttp
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace
from yarl import URL

from channels.public_names import PublicResolver, is_public

# Shorter than any provider keeps an idle connection: a request written into one that the other side has just
# closed would end as unknown although nothing was taken.
_KEEPALIVE_SECONDS = 10.0
_CONNECTIONS = 100
_BODY_LIMIT = 64 * 1024
_MUCH = 2**20


@dataclass(frozen=True)
class Reply:
    """An answer came; the status is certain, the body is what could be read of it (at most 64 kB)."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class NotWritten:
    """No connection was had: not one byte of the request left."""

    detail: str


@dataclass(frozen=True)
class Ambiguous:
    """The request, or a part of it, left and no answer came: it may have been taken."""

    detail: str


@dataclass
class _Progress:
    begun: bool = field(default=False)


_PROGRESS: ContextVar[_Progress] = ContextVar("_PROGRESS")


class _Noting(aiohttp.TCPConnector):
    """Notes that a request has its connection: from then on a part of it may have left.

    A trace would tell the same, and take a third of the time that a whole request takes.
    """

    async def connect(  # the library's signature
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109
    ) -> Connection:
        connection = await super().connect(req, traces, timeout)
        _PROGRESS.get().begun = True
        return connection


class PooledPost:
    """Posts over one pool of connections: explicit time-outs, no proxy, redirect, cookie or retry of its own.

    Time-outs in seconds: `connect` covers the wait for a place in the pool, DNS, TCP and TLS; `total` all.
    """

    def __init__(self, connect: float, total: float, *, public_only: bool = False) -> None:
        """`public_only`: an address of a private network, and a name that resolves into one, count as not found."""
        self._public_only = public_only
        self._timeout = aiohttp.ClientTimeout(total=total, connect=connect)
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply | NotWritten | Ambiguous:
        """One attempt. Cancelling it while it runs is as ambiguous as a cut connection."""
        return await self._request("POST", url, headers, _payload(body))

    async def get(self, url: str, headers: Mapping[str, str]) -> Reply | NotWritten | Ambiguous:
        """One attempt to read something."""
        return await self._request("GET", url, headers, None)

    async def delete(self, url: str, headers: Mapping[str, str]) -> Reply | NotWritten | Ambiguous:
        """One attempt to have something deleted."""
        return await self._request("DELETE", url, headers, None)

    async def _request(
        self,
        method: Literal["GET", "POST", "DELETE"],
        url: str,
        headers: Mapping[str, str],
        body: bytes | BytesIO | None,
    ) -> Reply | NotWritten | Ambiguous:
        if self._public_only and _is_inside(url):
            return NotWritten("the address is not in the public internet")
        progress = _Progress()
        _PROGRESS.set(progress)
        try:
            async with self._open_session().request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                return Reply(response.status, response.headers, await _readable(response))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if _before_writing(error, progress):
                return NotWritten(_describe(error))
            return Ambiguous(_describe(error))

    async def close(self) -> None:
        self._closed = True
        if self._session is not None:
            await self._session.close()

    def _open_session(self) -> aiohttp.ClientSession:
        # Made at the first request, because a session belongs to the event loop that runs then.
        if self._closed:
            raise RuntimeError("this channel is closed: it was used after the worker's shutdown began")
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=_Noting(
                    limit=_CONNECTIONS,
                    keepalive_timeout=_KEEPALIVE_SECONDS,
                    resolver=PublicResolver() if self._public_only else None,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                trust_env=False,
            )
        return self._session


def _is_inside(url: str) -> bool:
    """Whether an address in numbers, which no resolver is asked for, lies in a private network."""
    try:
        return not is_public(URL(url).raw_host or "")
    except ValueError:
        return False


def _payload(body: bytes) -> bytes | BytesIO:
    """Much at once would hold up the event loop; less goes fastest as it is."""
    return body if len(body) < _MUCH else BytesIO(body)


def _before_writing(error: Exception, progress: _Progress) -> bool:
    """Whether the error proves that nothing was written; everything that does not is ambiguous."""
    match error:
        case aiohttp.ClientConnectorError() | aiohttp.InvalidURL():
            return True
        case TimeoutError():
            return not progress.begun
        case _:
            return False


def _describe(error: Exception) -> str:
    # Only what names the other side is quoted; other texts may carry parts of the request.
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__


async def _readable(response: aiohttp.ClientResponse) -> bytes:
    """As much of the body as comes: a status that has been read is certain, whatever happens after it."""
    body = bytearray()
    try:
        async for chunk in response.content.iter_chunked(8 * 1024):
            body += chunk
            if len(body) >= _BODY_LIMIT:
                break
    except (aiohttp.ClientError, TimeoutError, OSError):
        pass
    return bytes(body[:_BODY_LIMIT])
