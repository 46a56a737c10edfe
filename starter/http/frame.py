"""Stands round every request: an id for it, one line of log, a limit of patience, and a problem for what went wrong."""

import asyncio
import logging
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import token_hex

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from starter.http.problems import MEDIA_TYPE, Problem

PATIENCE = 30.0
"""seconds for which a body is waited for, from when it is read: else it could come by the byte, for days"""
REQUEST_ID = "X-Request-Id"

_SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Answers are about people: nobody keeps them on the way, unless a route says otherwise."""
_USABLE = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger(__name__)


async def framed(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """One HTTP request to the app."""
    frame = _Frame(scope, receive, send)
    try:
        await app(scope, frame.receive, frame.send)
        if not frame.started:
            await frame.tell(frame.fault())
    except asyncio.CancelledError:
        frame.status = 499
        raise
    except Exception:
        # The app's own answer to an exception of ours is for nobody: this one is.
        _log.exception("request %s failed", frame.id)
        if not frame.started:
            await frame.tell(frame.fault())
    finally:
        frame.log()


@dataclass
class _Frame:
    scope: Scope
    inner_receive: Receive
    inner_send: Send
    id: str = field(init=False)
    status: int = 500
    started: bool = False
    replaced: bool = False
    whole: bool = False
    due: float | None = None
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        given = Headers(scope=self.scope).get(REQUEST_ID, "")
        self.id = given if _USABLE.fullmatch(given) else token_hex(8)

    async def receive(self) -> Message:
        if self.whole:
            return await self.inner_receive()
        if self.due is None:
            self.due = asyncio.get_running_loop().time() + PATIENCE
        try:
            async with asyncio.timeout_at(self.due):
                message = await self.inner_receive()
        except TimeoutError:
            said = f"the body did not come within {PATIENCE:.0f} s: send it again"
            raise HTTPException(408, said, {"Connection": "close"}) from None
        self.whole = not message.get("more_body", False)
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if self.started:
                return
            if _is_bare(message) or (message["status"] == 500 and not _is_problem(message)):
                self.replaced = True
                if message["status"] != 500:  # of that one the exception follows, and is told then
                    await self.tell(Problem(message["status"], "the body is too large: send less at a time"))
                return
            await self._start(message)
        elif not self.replaced:
            await self.inner_send(message)

    def fault(self) -> Problem:
        return Problem(500, f"this is a fault of ours: tell the operators of request {self.id}")

    async def tell(self, problem: Problem) -> None:
        answer = problem.answer()
        body = bytes(answer.body)
        await self._start({"type": "http.response.start", "status": problem.status, "headers": answer.raw_headers})
        await self.inner_send({"type": "http.response.body", "body": body})

    async def _start(self, message: Message) -> None:
        self.started, self.status = True, message["status"]
        headers = MutableHeaders(raw=_listed(message))
        headers[REQUEST_ID] = self.id
        for name, value in _SAFE.items():
            headers.setdefault(name, value)
        await self.inner_send(message)

    def log(self) -> None:
        """The pattern of the route, never the path: that has ids of customers in it."""
        route = self.scope.get("route")
        pattern = getattr(route, "path", None) or "-"
        caller = self.scope.get("state", {}).get("caller", "-")
        took = (time.monotonic() - self.began) * 1000
        method = self.scope["method"] if self.scope["method"] in _METHODS else "?"
        level = logging.DEBUG if pattern in _PROBES and self.status < 400 else logging.INFO
        _log.log(level, "%s %s %d %.0f ms, key %s, request %s", method, pattern, self.status, took, caller, self.id)


_PROBES = frozenset({"/healthz", "/readyz"})
"""Asked several times a minute by whoever watches the process."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _listed(message: Message) -> list[tuple[bytes, bytes]]:
    headers: Iterable[tuple[bytes, bytes]] = message.get("headers", ())
    message["headers"] = listed = list(headers)
    return listed


def _is_bare(message: Message) -> bool:
    """What the framework answers to a body over the limit."""
    return bool(message["status"] == 413) and not _is_problem(message)


def _is_problem(message: Message) -> bool:
    return Headers(raw=_listed(message)).get("content-type", "").startswith(MEDIA_TYPE)
