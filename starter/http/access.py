"""Who calls: an API key, what it may do, and for which department."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Request, Security
from fastapi.security.http import HTTPBase

from engine.model import Frozen
from starter.http.doors import Doors
from starter.http.problems import Problem
from starter.http.scopes import SCOPES, Scope

# Of their kind only the documentation is used: what they make of a header, `identified` does.
_BEARER = HTTPBase(
    scheme="bearer", scheme_name="key", auto_error=False, description="An API key: `Authorization: Bearer tsk_…`"
)
_BASIC = HTTPBase(
    scheme="basic",
    scheme_name="write_key",
    auto_error=False,
    description="An API key as the user name, with an empty password: the way of Segment's libraries and of browsers",
)


class Caller(Frozen):
    """Somebody with a key; `department` is None for a key that speaks for all of them."""

    key_id: str
    name: str
    scopes: frozenset[Scope]
    department: str | None = None

    def speaks_for(self, department: str) -> None:
        """Raises Problem 403 where the key belongs to another department."""
        if self.department not in (None, department):
            raise Problem(
                403, f"this API key speaks for department {self.department!r} alone: use the key of the one named"
            )

    def may_pause(self, department: str | None) -> None:
        """Raises Problem 403 for the key of one department where anything else is to be paused for everybody."""
        if self.department not in (None, department):
            raise Problem(403, f"this API key may pause department {self.department!r} alone: use one of no department")

    def needs(self, scope: Scope) -> None:
        """Raises Problem 403."""
        if scope not in self.scopes:
            raise Problem(403, f"this API key has not the scope {scope!r}: use one that has, or have one made with it")

    @property
    def operator(self) -> str:
        """The name that is recorded with an order."""
        return f"key {self.name} ({self.key_id})"


async def caller_of(request: Request, doors: Doors, scope: Scope) -> Caller:
    """By `Authorization: Bearer <key>`, or Basic with the key as user name. Raises Problem: 401, 403."""
    caller = await identified(request, doors)
    caller.needs(scope)
    return caller


async def identified(request: Request, doors: Doors) -> Caller:
    """Whoever it is, whatever the key may do. Raises Problem 401."""
    caller = await owner_of(request, doors, written_in(request))
    _check_site(request)
    return caller


async def owner_of(request: Request, doors: Doors, written: str | None) -> Caller:
    """Whose key this is, which somebody sent; None: there was none. Raises Problem 401."""
    key = await doors.keys.of(written) if written is not None else None
    if key is None:
        said = "an API key is needed" if written is None else "this API key is not valid, any more or at all"
        raise Problem(401, f"{said}: {_SEND_ONE}", _challenge(request))
    request.state.caller = key.id
    known = frozenset(scope for scope in SCOPES if scope in key.scopes)
    return Caller(key_id=key.id, name=key.name, scopes=known, department=key.department)


def needs(doors: Doors, scope: Scope) -> Callable[..., Awaitable[Caller]]:
    """A dependency for routes: the caller, who has the scope; the OpenAPI document tells of it and of both ways in."""

    async def caller(
        request: Request,
        _bearer: Annotated[object, Security(_BEARER, scopes=[scope])],
        _basic: Annotated[object, Security(_BASIC, scopes=[scope])],
    ) -> Caller:
        return await caller_of(request, doors, scope)

    return caller


def _check_site(request: Request) -> None:
    """A browser that was given a key for a page adds it to whatever any other site has it send. Raises Problem 403."""
    basic = request.headers.get("authorization", "")[:5].lower() == "basic"
    if basic and request.method not in _LOOKING and request.headers.get("sec-fetch-site") in _ELSEWHERE:
        raise Problem(403, "another site sent this with a key that the browser remembers: write keys into no browser")


_SEND_ONE = "send one as `Authorization: Bearer tsk_…`, or as the user name of Basic, with an empty password"
_LOOKING = frozenset({"GET", "HEAD"})
_ELSEWHERE = frozenset({"cross-site", "same-site"})


def written_in(request: Request) -> str | None:
    """The key in the header; None without one."""
    kind, _, rest = request.headers.get("authorization", "").strip().partition(" ")
    match kind.lower():
        case "bearer":
            return rest.strip()
        case "basic":
            try:
                user, _, _password = base64.b64decode(rest.strip(), validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                return ""
            return user
        case _:
            return None


def _challenge(request: Request) -> dict[str, str]:
    """A browser that opens a page asks for the key by itself; a program is not told to."""
    asks = "text/html" in request.headers.get("accept", "")
    return {"WWW-Authenticate": 'Basic realm="Twostep: an API key as the user name"' if asks else "Bearer"}
