"""Who calls: an API key, what it may do, and for which department."""

from typing import Literal

from fastapi import Request

from engine.model import Frozen
from starter.http.doors import Doors
from starter.http.problems import Problem

Scope = Literal["events", "decisions", "customers", "journeys", "operate"]


class Caller(Frozen):
    """Somebody with a key; `department` is None for a key that speaks for all of them."""

    key_id: str
    name: str
    scopes: frozenset[Scope]
    department: str | None = None


async def caller_of(request: Request, doors: Doors, scope: Scope) -> Caller:
    """By `Authorization: Bearer <key>`, or Basic with the key as user name. Raises Problem: 401, 403."""
    raise Problem(401, "no API key is known yet", {"WWW-Authenticate": "Bearer"})
