"""The routes of the events API: what Segment's HTTP Tracking API has, under its names and their short forms."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from engine.model import Attributes, Frozen
from starter.http.doors import Doors
from starter.http.events.browsers import read_sent
from starter.http.events.messages import Envelope, Kind
from starter.http.events.schema import BATCH, body_of
from starter.http.events.taking import MOST_MESSAGES, EventsProblem, Taking, translator_of
from starter.http.events.translating import Arriving
from starter.http.routing import bare_router

KINDS: tuple[Kind, ...] = get_args(Kind)

_BATCHES = ("/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch")
"""the last is where RudderStack's library for browsers sends beacons"""
PATHS = frozenset({*_BATCHES, *(f"/v1/{path}" for kind in KINDS for path in (kind, kind[0]))})

_SAYS: dict[Kind, str] = {
    "track": "Something happened to a customer.",
    "identify": "What is known of a customer.",
    "page": "A page was viewed.",
    "screen": "A screen was viewed.",
    "group": "A customer belongs to a group.",
    "alias": "Whose an anonymous id is.",
}


class Stored(Frozen):
    """Everything is on the disk, or was before."""

    success: bool = True


_STORED = Stored().model_dump_json()


def router(doors: Doors) -> APIRouter:
    """All of them over these doors."""
    routes = bare_router("events")
    for kind in KINDS:
        for path, shown in ((kind, True), (kind[0], False)):
            routes.post(
                f"/v1/{path}",
                summary=_SAYS[kind],
                operation_id=kind if shown else f"{kind}_short",
                include_in_schema=shown,
                openapi_extra=body_of(kind),
                response_model=Stored,
            )(_one(doors, kind))
    for number, address in enumerate(_BATCHES):
        routes.post(
            address,
            summary="Many of them at once.",
            operation_id=address.removeprefix("/v1/").replace("/", "_").strip("_"),
            include_in_schema=number == 0,
            openapi_extra=BATCH,
            response_model=Stored,
        )(_batch(doors))
    return routes


def _one(doors: Doors, kind: Kind) -> Callable[[Request], Awaitable[Response]]:
    async def one(request: Request) -> Response:
        received = datetime.now(UTC)
        sent = await read_sent(request, doors)
        arriving = Arriving.of(received, None, False, request.headers.get("traceparent"))
        translator = await translator_of(doors, everybody=sent.everybody)
        await Taking(doors, translator, arriving, sent.size).take([sent.body | {"type": kind}], "message")
        return Response(_STORED, media_type="application/json")

    return one


def _batch(doors: Doors) -> Callable[[Request], Awaitable[Response]]:
    async def batch(request: Request) -> Response:
        received = datetime.now(UTC)
        sent = await read_sent(request, doors)
        envelope = _envelope(sent.body)
        traceparent = request.headers.get("traceparent")
        arriving = Arriving.of(received, envelope.sent_at, envelope.context.backfill, traceparent)
        translator = await translator_of(doors, everybody=sent.everybody)
        await Taking(doors, translator, arriving, sent.size).take(envelope.batch, "batch[{}]")
        return Response(_STORED, media_type="application/json")

    return batch


def _envelope(body: Attributes) -> Envelope:
    try:
        envelope = Envelope.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"])) or "body"
        raise EventsProblem(400, f"{place}: {first['msg'].removeprefix('Value error, ')}") from None
    if len(envelope.batch) > MOST_MESSAGES:
        raise EventsProblem(400, f"batch has too many messages: {MOST_MESSAGES:,} are the most; send it in parts")
    return envelope
