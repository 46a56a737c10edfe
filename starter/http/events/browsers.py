"""Lets browsers send events: from pages that the settings name, with keys that may do nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fastapi import FastAPI, Request
from pydantic import JsonValue
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from engine.model import Attributes
from starter.http.access import Caller, identified, owner_of, written_in
from starter.http.doors import Doors
from starter.http.events.bodies import read_object
from starter.http.problems import Problem

WRITE_KEY = "writeKey"
"""where libraries for browsers write the key: in the body, or in the query of a beacon"""

_FOR = 7_200
"""seconds for which a browser need not ask again whether it may; none remembers it longer"""


@dataclass(frozen=True)
class Sent:
    """What came, with whose key it came."""

    body: Attributes
    size: int
    """of the body in bytes"""
    everybody: bool
    """the key may be anybody's, and so changes less"""


async def read_sent(request: Request, doors: Doors) -> Sent:
    """The JSON object of the body of who may send events from there. Raises Problem: 401, 403, and as `read_object`."""
    origin = request.headers.get("origin")
    if origin is None:
        caller = await identified(request, doors)
        everybody = _is_everybodys(caller)
        body, size = await read_object(request)
        return Sent(body, size, everybody)
    if origin.lower() not in doors.settings.api_origins:
        raise Problem(403, "browsers may not send events from this page: add its origin to API_ORIGINS")
    body, size = await read_object(request)
    caller = await _of_page(request, doors, body)
    return Sent(body, size, _is_everybodys(caller))


def _is_everybodys(caller: Caller) -> bool:
    """By the key and not by the header Origin, which whoever has read the key can leave out. Raises Problem 403."""
    if "events" in caller.scopes:
        return False
    if "browser" not in caller.scopes:
        caller.needs("events")
    return True


async def _of_page(request: Request, doors: Doors, body: Mapping[str, JsonValue]) -> Caller:
    """What a browser was given, everybody has. Raises Problem: 401, 403."""
    named = body.get(WRITE_KEY) or request.query_params.get(WRITE_KEY)
    caller = await owner_of(request, doors, written_in(request) or (named if isinstance(named, str) else None))
    if len(caller.scopes) > 1:
        raise Problem(
            403,
            "this API key may do more than send events, and whoever opens the page can read it: revoke it, and give "
            "the page one that has the scope 'browser' alone",
        )
    return caller


def let_in(app: FastAPI, doors: Doors, paths: frozenset[str]) -> None:
    """Have browsers told which pages may send to these paths; nothing is let in where the settings name none."""
    if doors.settings.api_origins:
        app.add_middleware(_Pages, paths=paths, origins=doors.settings.api_origins)


class _Pages:
    """On some paths alone: to all others a browser is let in from nowhere."""

    def __init__(self, app: ASGIApp, *, paths: frozenset[str], origins: Collection[str]) -> None:
        self._app = app
        self._paths = paths
        self._let_in = CORSMiddleware(
            app,
            allow_origins=sorted(origins),
            allow_methods=["POST"],
            allow_headers=["*"],
            expose_headers=["X-Request-Id", "Retry-After"],
            max_age=_FOR,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        here = scope["type"] == "http" and scope["path"] in self._paths
        await (self._let_in if here else self._app)(scope, receive, send)
