"""The route on which those who do tasks say what came of them."""

import time
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from channels.tasks.signing import secret_bytes
from starter.http.doors import Doors
from starter.http.webhooks.openapi import TASK
from starter.http.webhooks.reading import bad_signature, check_time, header, read_bytes, read_json
from starter.http.webhooks.setup import needed
from starter.http.webhooks.taking import Taking
from starter.http.webhooks.tasks.events import read_task
from starter.http.webhooks.tasks.signature import ID, SIGNATURE, TIMESTAMP, is_signed

MOST_BYTES = 64_000


def add(routes: APIRouter, doors: Doors, taking: Taking) -> None:
    @routes.post("/tasks", status_code=204, summary="What came of tasks, as Standard Webhooks", openapi_extra=TASK)
    async def tasks(request: Request) -> Response:
        secrets = needed("TASK_SECRET", doors.settings.task_secret).split(",")
        webhook_id, timestamp = header(request, ID), header(request, TIMESTAMP)
        signatures = header(request, SIGNATURE)
        body = await read_bytes(request, MOST_BYTES, "application/json")
        if not is_signed(map(secret_bytes, secrets), webhook_id, timestamp, body, signatures):
            raise bad_signature()
        check_time(timestamp, time.time())
        await taking.take([read_task(read_json(body), webhook_id, datetime.now(UTC))])
        return Response(status_code=204)
