"""The route on which those who do tasks say what came of them."""

import time
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from starter.http.doors import Doors
from starter.http.webhooks.openapi import TASK
from starter.http.webhooks.reading import bad_signature, check_time, header, read_bytes, read_json
from starter.http.webhooks.setup import not_set_up
from starter.http.webhooks.taking import Taking
from starter.http.webhooks.tasks.events import read_task
from starter.http.webhooks.tasks.signature import ID, SIGNATURE, TIMESTAMP
from starter.http.webhooks.tasks.signers import Signers

MOST_BYTES = 64_000


def add(routes: APIRouter, doors: Doors, taking: Taking) -> None:
    signers = Signers.of(doors.settings)

    @routes.post("/tasks", status_code=204, summary="What came of tasks, as Standard Webhooks", openapi_extra=TASK)
    async def tasks(request: Request) -> Response:
        if not signers:
            raise not_set_up("TASK_SECRET or TASK_SECRETS")
        webhook_id, timestamp = header(request, ID), header(request, TIMESTAMP)
        signatures = header(request, SIGNATURE)
        body = await read_bytes(request, MOST_BYTES, "application/json")
        voice = signers.voice(webhook_id, timestamp, body, signatures)
        if voice is None:
            raise bad_signature()
        check_time(timestamp, time.time())
        await taking.take([read_task(read_json(body), webhook_id, voice, datetime.now(UTC))])
        return Response(status_code=204)
