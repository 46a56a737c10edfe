"""Carries a request with an idempotency key out once: the same again gets the same answer."""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Header, Request
from fastapi.responses import Response

from audit.api_answers import AnswerId, Given, Mine, SqlApiAnswers
from starter.http.access import identified
from starter.http.doors import Doors
from starter.http.problems import AGAIN, Problem
from starter.http.routing import PROBLEMS, DoorRoute, StrictRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

_USABLE = re.compile(r"[\x21-\x7e]{1,255}")


def once_router(doors: Doors, tag: str, prefix: str = "") -> APIRouter:
    """Like `door_router`, of routes whose POSTs take the header."""

    class OnceRoute(DoorRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()

            async def once(request: Request) -> Response:
                if request.method != "POST" or HEADER not in request.headers:
                    return await handle(request)
                return await _once(doors, StrictRequest(request.scope, request.receive), handle)

            return once

    return APIRouter(prefix=prefix, tags=[tag], route_class=OnceRoute, responses=PROBLEMS)


def documented(
    _key: str | None = Header(
        None,
        alias=HEADER,
        description="The same key and body again within 24 h get the same answer, marked by the header "
        f"`{REPLAYED}`; another body is refused (422), and one that is being carried out (409)",
        pattern=r"^[!-~]{1,255}$",
    ),
) -> None:
    """A dependency of the POSTs that take the header, for the OpenAPI document."""


def not_for_good(request: Request) -> None:
    """The answer is not to be given again, though it tells of success: parts of it would be different later."""
    request.state.for_good = False


async def _once(doors: Doors, request: Request, handle: Callable[[Request], Awaitable[Response]]) -> Response:
    caller = await identified(request, doors)
    answer = AnswerId(key_id=caller.key_id, idempotency_key=_key_of(request))
    answers = SqlApiAnswers(doors.database)
    match await asyncio.to_thread(answers.begin, answer, await _fingerprint(request)):
        case "other":
            raise Problem(422, f"{HEADER}: it was used for another request: take a new one for a new request")
        case "answering":
            raise Problem(409, f"{HEADER}: the request is being carried out: send it again in a moment", AGAIN)
        case Given() as given:
            return Response(given.body, given.status, {REPLAYED: "true"}, "application/json")
        case Mine() as mine:
            return await _carried_out(answers, answer, mine, request, handle)


async def _carried_out(
    answers: SqlApiAnswers,
    answer: AnswerId,
    mine: Mine,
    request: Request,
    handle: Callable[[Request], Awaitable[Response]],
) -> Response:
    """What failed changed nothing, or changes nothing more when it comes again: it is carried out again."""
    done = False
    try:
        response = await handle(request)
        if response.status_code < 300 and getattr(request.state, "for_good", True):
            given = Given(status=response.status_code, body=bytes(response.body).decode())
            await asyncio.to_thread(answers.finish, answer, mine, given)
            done = True
        return response
    finally:
        if not done:
            await asyncio.shield(asyncio.to_thread(answers.forget, answer, mine))


def _key_of(request: Request) -> str:
    """The draft writes it in quotation marks, and most callers do not."""
    written = request.headers[HEADER].strip()
    key = written[1:-1] if len(written) > 1 and written[0] == written[-1] == '"' else written
    if not _USABLE.fullmatch(key):
        raise Problem(400, f"{HEADER}: write 1 to 255 visible characters, a UUID for instance")
    return key


async def _fingerprint(request: Request) -> str:
    whole = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}\n".encode())
    whole.update(await request.body())
    return whole.hexdigest()
