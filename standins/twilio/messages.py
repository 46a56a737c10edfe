"""The resource `Messages`: create, read, list, delete."""

import asyncio
import hmac
import secrets
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qsl

from aiohttp import web

from standins.faults import Fault, Faults
from standins.twilio.complaints import Complaint
from standins.twilio.encoding import segments_of
from standins.twilio.rules import complaint
from standins.twilio.store import Sms, SmsStore

VERSION = "2010-04-01"
MOST_IN_A_PAGE = 1000

Taken = Callable[[Sms], None]


class Messages:
    """The endpoints below `/2010-04-01/Accounts/{sid}`; `taken` is told of every message."""

    def __init__(self, account_sid: str, auth_token: str, store: SmsStore, faults: Faults, taken: Taken) -> None:
        self._account = account_sid
        self._token = auth_token
        self._store = store
        self._faults = faults
        self._taken = taken

    async def create(self, request: web.Request) -> web.Response:
        if unauthorised := self._unauthorised(request):
            return unauthorised
        fault = self._faults.take()
        match fault:
            case Fault(kind="cut"):
                return _cut(request)
            case Fault(kind="rate_limited"):
                headers = {"Retry-After": str(round(fault.seconds))} if fault.seconds else None
                return Complaint(20429, "Too Many Requests", 429).response(headers)
            case Fault(kind="credits"):
                return Complaint(20003, "Authenticate", 401).response()
            case Fault(kind="status"):
                return Complaint(20500 if fault.status >= 500 else 20001, fault.message, fault.status).response()
            case _:
                return await self._receive(request, fault)

    async def read(self, request: web.Request) -> web.Response:
        if unauthorised := self._unauthorised(request):
            return unauthorised
        sms = self._store.get(request.match_info["sid"])
        return _not_found(request) if sms is None else web.json_response(self._shown(sms))

    async def list(self, request: web.Request) -> web.Response:
        """Newest first, those to `?To=` and from `?From=`; one page of `?PageSize=`."""
        if unauthorised := self._unauthorised(request):
            return unauthorised
        to, sender = request.query.get("To"), request.query.get("From")
        asked = request.query.get("PageSize", "50")
        size = min(int(asked), MOST_IN_A_PAGE) if asked.isdecimal() else 50
        asked_for = [sms for sms in self._store.after(0) if to in (None, sms.to) and sender in (None, sms.sender)]
        found = asked_for[::-1][:size]
        page = {"page": 0, "page_size": size, "next_page_uri": None, "uri": request.path_qs}
        return web.json_response({"messages": [self._shown(sms) for sms in found], **page})

    async def delete(self, request: web.Request) -> web.Response:
        if unauthorised := self._unauthorised(request):
            return unauthorised
        return web.Response(status=204) if self._store.remove(request.match_info["sid"]) else _not_found(request)

    def _unauthorised(self, request: web.Request) -> web.Response | None:
        expected = b64encode(f"{self._account}:{self._token}".encode()).decode()
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), f"Basic {expected}".encode()):
            return Complaint(20003, "Authenticate", 401).response()
        return None if request.match_info["account"] == self._account else _not_found(request)

    async def _receive(self, request: web.Request, fault: Fault | None) -> web.Response:
        if request.content_type != "application/x-www-form-urlencoded":
            return Complaint(20415, "Unsupported Media Type", 415).response()
        try:
            form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        except (web.HTTPRequestEntityTooLarge, ValueError):
            return Complaint(20001, "The request cannot be read").response()
        wrong = complaint(form) or self._stopped(form)
        if wrong is not None:
            return wrong.response()
        sms = self._keep(form)
        if fault is not None and fault.kind == "lost_answer":
            return _cut(request)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        return web.json_response(self._shown(sms), status=201)

    def _stopped(self, form: Mapping[str, str]) -> Complaint | None:
        if self._store.stopped(form["To"], _sender(form)):
            return Complaint(21610, "Attempt to send to unsubscribed recipient")
        return None

    def _keep(self, form: Mapping[str, str]) -> Sms:
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        validity = form.get("ValidityPeriod")
        sms = Sms(
            number=self._store.next_number(),
            sid=f"SM{secrets.token_hex(16)}",
            received_at=now,
            to=form["To"],
            sender=_sender(form),
            body=form.get("Body", ""),
            segments=segments_of(form.get("Body", "")),
            status="accepted" if form.get("MessagingServiceSid") else "queued",
            status_callback=form.get("StatusCallback", ""),
            validity_period=int(validity) if validity else None,
        )
        self._store.keep(sms)
        self._taken(sms)
        return sms

    def _shown(self, sms: Sms) -> dict[str, object]:
        created = format_datetime(datetime.fromisoformat(sms.received_at))
        by_service = sms.sender.startswith("MG")
        uri = f"/{VERSION}/Accounts/{self._account}/Messages/{sms.sid}"
        return {
            "account_sid": self._account, "api_version": VERSION, "body": sms.body, "date_created": created,
            "date_sent": None, "date_updated": created, "direction": "outbound-api", "error_code": sms.error_code,
            "error_message": None, "from": None if by_service else sms.sender,
            "messaging_service_sid": sms.sender if by_service else None, "num_media": "0",
            "num_segments": str(sms.segments), "price": None, "price_unit": "USD", "sid": sms.sid,
            "status": sms.status, "subresource_uris": {"media": f"{uri}/Media.json"}, "to": sms.to,
            "uri": f"{uri}.json",
        }  # fmt: skip


def _sender(form: Mapping[str, str]) -> str:
    return form.get("MessagingServiceSid") or form["From"]


def _not_found(request: web.Request) -> web.Response:
    return Complaint(20404, f"The requested resource {request.path} was not found", 404).response()


def _cut(request: web.Request) -> web.Response:
    """Nothing of the answer reaches the other side: it meets a reset connection."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
