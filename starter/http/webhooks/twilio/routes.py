"""The routes of Twilio's webhooks: what became of a text message, and what was written back."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response

from channels.twilio.sms import STATUS_PATH
from starter.http.doors import Doors
from starter.http.webhooks.openapi import FORM, TWIML
from starter.http.webhooks.taking import Taking
from starter.http.webhooks.twilio.forms import read_parameters
from starter.http.webhooks.twilio.inbound import read_inbound
from starter.http.webhooks.twilio.statuses import read_status

_NO_ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def add(routes: APIRouter, doors: Doors, taking: Taking) -> None:
    @routes.post(
        STATUS_PATH.removeprefix("/webhooks"),
        status_code=204,
        summary="Status call-backs of text messages",
        openapi_extra=FORM,
    )
    async def status(request: Request) -> Response:
        form = await read_parameters(request, doors.settings)
        await taking.take([read_status(form, request.query_params, datetime.now(UTC))])
        return Response(status_code=204)

    @routes.post(
        "/twilio/inbound",
        summary="Text messages of customers: STOP, START, HELP and replies",
        response_class=Response,
        responses=TWIML,
        openapi_extra=FORM,
    )
    async def inbound(request: Request) -> Response:
        form = await read_parameters(request, doors.settings)
        await taking.take([read_inbound(form, datetime.now(UTC))])
        return Response(_NO_ANSWER, media_type="text/xml")
