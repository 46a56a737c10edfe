"""The kind of route that doors have: JSON read strictly, every answer documented."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic_core import from_json

from starter.http.problems import MEANINGS, MEDIA_TYPE

_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}}
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "The request is at fault: `detail` names the place and the fix", **_PROBLEM},
    "5XX": {"description": "It cannot be done now: send the same again, after `Retry-After` seconds", **_PROBLEM},
}
"""What every route may answer beside its own answer."""
EACH_PROBLEM: dict[str, dict[str, Any]] = {
    str(status): answer
    for status, answer in (
        PROBLEMS | {status: {"description": meaning, **_PROBLEM} for status, meaning in MEANINGS.items()}
    ).items()
}
"""With the meaning of every status, for the OpenAPI document."""


class StrictRequest(Request):
    """JSON as its standard has it: no NaN, no half characters, no depth without end."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            try:
                self._json = from_json(await self.body(), allow_inf_nan=False, cache_strings="none")
            except ValueError as error:
                raise json.JSONDecodeError(str(error), "", 0) from None
        return self._json


class DoorRoute(APIRoute):
    """A route that reads its body strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            if isinstance(request, StrictRequest):  # its body was read already, and cannot be read twice
                return await handle(request)
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly


class BareRoute(APIRoute):
    """A route whose endpoint reads the request and makes the answer itself; the framework only documents it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        endpoint: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return endpoint


def bare_router(tag: str, prefix: str = "") -> APIRouter:
    """A router of bare routes, for doors that are called so often that what a framework does shows."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=BareRoute, responses=PROBLEMS)


def door_router(tag: str, prefix: str = "") -> APIRouter:
    """A router of such routes; `tag` groups them in the OpenAPI document."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=DoorRoute, responses=PROBLEMS)
