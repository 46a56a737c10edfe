"""`POST /v3/mail/send`: authorisation, the contract, the faults on demand and what is kept."""

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from aiohttp import web

from standins.faults import Fault, Faults
from standins.sendgrid.complaints import Complaint
from standins.sendgrid.contract import complaints
from standins.sendgrid.mailbox import Mail, Mailbox
from standins.sendgrid.replies import (
    accepted,
    checked_only,
    rate_limited,
    refused,
    status_on_demand,
    unauthorised_by,
)
from standins.sendgrid.settings_rules import enabled

MOST_BYTES = 30 * 1024 * 1024
"""of a whole mail with its attachments"""

_OTHER = (
    "reply_to", "reply_to_list", "template_id", "send_at", "batch_id", "asm", "ip_pool_name", "mail_settings",
    "tracking_settings", "dynamic_template_data", "substitutions",
)  # fmt: skip


class MailSend:
    """The endpoint."""

    def __init__(
        self, api_key: str, mailbox: Mailbox, faults: Faults, taken: Callable[[Mail], None] = lambda _mail: None
    ) -> None:
        """`taken` is told of every mail."""
        self._api_key = api_key
        self._mailbox = mailbox
        self._faults = faults
        self._taken = taken

    async def handle(self, request: web.Request) -> web.Response:
        unauthorised = unauthorised_by(request, self._api_key)
        if unauthorised is not None:
            return unauthorised
        fault = self._faults.take()
        match fault:
            case Fault(kind="cut"):
                return _cut(request)
            case Fault(kind="rate_limited"):
                return rate_limited(fault.seconds)
            case Fault(kind="credits"):
                return refused(401, [Complaint("Maximum credits exceeded")])
            case Fault(kind="status"):
                return status_on_demand(fault)
            case _:
                return await self._receive(request, fault)

    async def _receive(self, request: web.Request, fault: Fault | None) -> web.Response:
        if request.content_type != "application/json":
            return refused(415, [Complaint("Content-Type should be application/json.")])
        if "Content-Encoding" in request.headers:
            return refused(415, [Complaint("gzip is not enabled for this account")])
        try:
            payload = json.loads(await request.read())
        except web.HTTPRequestEntityTooLarge:
            return refused(413, [Complaint("content too large")])
        except (ValueError, RecursionError):
            return refused(400, [Complaint("Bad Request")])
        found = complaints(payload, time.time())
        if found:
            return refused(400, found)
        return await self._take(request, payload, fault)

    async def _take(self, request: web.Request, payload: dict[str, object], fault: Fault | None) -> web.Response:
        if enabled(payload.get("mail_settings"), "sandbox_mode"):
            return checked_only()
        message_id = secrets.token_urlsafe(16)
        subuser = request.headers.get("on-behalf-of")
        for mail in _mails(payload, message_id, self._mailbox.next_number(), subuser):
            self._mailbox.keep(mail)
            self._taken(mail)
        if fault is not None and fault.kind == "lost_answer":
            return _cut(request)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        return accepted(message_id)


def _cut(request: web.Request) -> web.Response:
    """Nothing of the answer reaches the other side: it meets a reset connection."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _mails(payload: dict[str, object], message_id: str, first: int, subuser: str | None) -> Iterator[Mail]:
    envelopes = payload["personalizations"]
    assert isinstance(envelopes, list)
    shared = _shared(payload) | ({"on-behalf-of": subuser} if subuser is not None else {})
    images = dict(_images(payload))
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    for number, envelope in enumerate(envelopes, first):
        yield Mail(
            number=number,
            message_id=message_id,
            received_at=now,
            sender=envelope.get("from") or _object(payload, "from"),
            to=envelope["to"],
            cc=envelope.get("cc", []),
            bcc=envelope.get("bcc", []),
            subject=envelope.get("subject") or str(payload.get("subject", "")),
            text=_body(payload, "text/plain"),
            html=_body(payload, "text/html"),
            headers=_object(payload, "headers") | envelope.get("headers", {}),
            categories=[str(category) for category in _list(payload, "categories")],
            custom_args=envelope.get("custom_args", {}),
            other=shared | {name: envelope[name] for name in _OTHER if name in envelope},
            images=images,
        )


def _shared(payload: dict[str, object]) -> dict[str, object]:
    shared = {name: payload[name] for name in _OTHER if name in payload}
    if "attachments" in payload:
        shared["attachments"] = [attachment["filename"] for attachment in _list(payload, "attachments")]
    return shared


def _images(payload: dict[str, object]) -> Iterator[tuple[str, str]]:
    for attachment in _list(payload, "attachments"):
        if attachment.get("disposition") == "inline":
            media_type = attachment.get("type", "application/octet-stream")
            yield attachment["content_id"], f"data:{media_type};base64,{attachment['content']}"


def _body(payload: dict[str, object], mime: str) -> str:
    return next((block["value"] for block in _list(payload, "content") if block["type"] == mime), "")


def _list(payload: dict[str, object], name: str) -> list[dict[str, str]]:
    value = payload.get(name, [])
    assert isinstance(value, list)
    return value


def _object(payload: dict[str, object], name: str) -> dict[str, str]:
    value = payload.get(name, {})
    assert isinstance(value, dict)
    return value
