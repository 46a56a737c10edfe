"""`POST /push/{token}`: who sends, the headers, the size, the encryption, and what is kept."""

import asyncio
import re
import time
from datetime import UTC, datetime
from secrets import token_urlsafe

from aiohttp import web

from standins.faults import Fault, Faults
from standins.webpush.decrypting import Undecryptable, decrypted
from standins.webpush.store import Device, Push, PushStore
from standins.webpush.vapid import Unauthorised, sender_of

MOST_BYTES = 4096
LONGEST = 28 * 86_400
"""seconds; a longer TTL is cut to it"""

_URGENCIES = ("very-low", "low", "normal", "high")
_TOPIC = re.compile(r"[A-Za-z0-9_-]{1,32}")


class Pushing:
    """The endpoint of every device."""

    def __init__(self, store: PushStore, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    async def push(self, request: web.Request) -> web.Response:
        token = request.match_info["token"]
        device = self._store.devices.get(token)
        if device is None:
            gone = token in self._store.unsubscribed
            return _told(410 if gone else 404, "push subscription has unsubscribed or expired")
        fault = self._faults.take()
        match fault:
            case Fault(kind="cut"):
                return _cut(request)
            case Fault(kind="rate_limited"):
                return _told(429, "Too Many Requests", {"Retry-After": str(round(fault.seconds) or 1)})
            case Fault(kind="credits"):
                return _told(401, "Unauthorized")
            case Fault(kind="status"):
                headers = {"Retry-After": str(round(fault.seconds))} if fault.seconds else None
                return _told(fault.status, fault.message, headers)
            case _:
                return await self._receive(request, device, fault)

    async def _receive(self, request: web.Request, device: Device, fault: Fault | None) -> web.Response:
        origin = f"{request.scheme}://{request.host}"
        try:
            sender = sender_of(request.headers.get("Authorization", ""), origin, time.time())
        except Unauthorised as refusal:
            return _told(401, str(refusal))
        if device.sender and sender != device.sender:
            return _told(403, "the key in the authorization header does not match the subscription's")
        if wrong := _wrong_header(request):
            return _told(400, wrong)
        body = await request.read()
        if len(body) > MOST_BYTES:
            return _told(413, f"the body has more than {MOST_BYTES} bytes")
        try:
            payload = decrypted(body, device.key, device.auth).decode()
        except (Undecryptable, UnicodeDecodeError) as refusal:
            # A real service cannot tell; the browser would drop it.
            return _told(400, f"the device could not read it: {refusal}")
        return await self._taken(request, device, payload, fault)

    async def _taken(self, request: web.Request, device: Device, payload: str, fault: Fault | None) -> web.Response:
        push = self._keep(request, device, payload)
        if fault is not None and fault.kind == "lost_answer":
            return _cut(request)
        if fault is not None and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        location = f"{request.scheme}://{request.host}/message/{push.id}"
        return web.Response(status=201, headers={"Location": location, "TTL": str(push.ttl)})

    def _keep(self, request: web.Request, device: Device, payload: str) -> Push:
        topic = request.headers.get("Topic", "")
        before = self._store.newest(device.token, topic)
        push = Push(
            number=self._store.next_number(),
            id=token_urlsafe(18),
            device=device.token,
            received_at=datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            payload=payload,
            ttl=min(int(request.headers["TTL"]), LONGEST),
            urgency=request.headers.get("Urgency", "normal"),
            topic=topic,
            replaces=before.number if before else None,
        )
        self._store.keep(push)
        return push


def _wrong_header(request: web.Request) -> str:
    ttl = request.headers.get("TTL", "")
    if not (ttl.isascii() and ttl.isdigit()):
        return "TTL is missing or no number of seconds"
    if request.headers.get("Urgency", "normal") not in _URGENCIES:
        return f"Urgency is none of {', '.join(_URGENCIES)}"
    if "Topic" in request.headers and not _TOPIC.fullmatch(request.headers["Topic"]):
        return "Topic is not up to 32 characters of base64url"
    if request.headers.get("Content-Encoding") != "aes128gcm":
        return "Content-Encoding is not aes128gcm"
    return ""


def _told(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(status=status, text=text, headers=headers)


def _cut(request: web.Request) -> web.Response:
    """Nothing of the answer reaches the other side: it meets a reset connection."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
