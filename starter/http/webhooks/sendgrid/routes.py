"""The route of SendGrid's event webhook."""

import logging
import time
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from starter.http.doors import Doors
from starter.http.webhooks.openapi import EVENTS
from starter.http.webhooks.reading import bad_signature, check_time, header, read_bytes, read_json
from starter.http.webhooks.sendgrid.events import account_changes, read_events
from starter.http.webhooks.sendgrid.signature import SIGNATURE, TIMESTAMP, is_signed, public_key
from starter.http.webhooks.setup import needed
from starter.http.webhooks.taking import Taking

MOST_BYTES = 1_000_000
"""SendGrid sends what has come together after 768 kB"""

_log = logging.getLogger(__name__)


def add(routes: APIRouter, doors: Doors, taking: Taking) -> None:
    written = doors.settings.sendgrid_webhook_key
    key = None if written is None else public_key(written)

    @routes.post("/sendgrid", status_code=204, summary="SendGrid's event webhook, signed", openapi_extra=EVENTS)
    async def sendgrid(request: Request) -> Response:
        needed("SENDGRID_WEBHOOK_KEY", written)
        signature, timestamp = header(request, SIGNATURE), header(request, TIMESTAMP)
        body = await read_bytes(request, MOST_BYTES, "application/json")
        if key is None or not is_signed(key, signature, timestamp, body):
            raise bad_signature()
        check_time(timestamp, time.time())
        said = read_events(read_json(body), datetime.now(UTC))
        await taking.take(said)
        for change in account_changes(said):
            _log.error("SendGrid says that the status of the account changed: %.40r", change)
        return Response(status_code=204)
