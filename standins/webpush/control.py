"""What the stand-in itself is asked: devices to subscribe and to lose, its messages, faults to come."""

import json

from aiohttp import web

from standins.faults import Faults, parse_fault
from standins.webpush.store import PushStore


class Control:
    """The endpoints below `/_standin/webpush`."""

    def __init__(self, store: PushStore, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    async def subscribe(self, request: web.Request) -> web.Response:
        """A new device; `{"applicationServerKey": "…"}` lets that key alone push to it."""
        asked = await _json(request)
        sender = asked.get("applicationServerKey", "")
        if not isinstance(sender, str):
            return web.json_response({"error": "applicationServerKey: base64url of a public key"}, status=400)
        device = self._store.subscribe(sender)
        return web.json_response(device.subscription(f"{request.scheme}://{request.host}"), status=201)

    async def unsubscribe(self, request: web.Request) -> web.Response:
        return web.Response(status=204 if self._store.unsubscribe(request.match_info["token"]) else 404)

    async def messages(self, request: web.Request) -> web.Response:
        """Oldest first; `?device=` a token."""
        found = self._store.after(0, request.query.get("device", ""))
        return web.json_response({"total": len(self._store), "messages": [vars(push) for push in found]})

    async def forget_messages(self, _request: web.Request) -> web.Response:
        self._store.clear()
        return web.Response(status=204)

    async def order_fault(self, request: web.Request) -> web.Response:
        try:
            fault = parse_fault(await _json(request))
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        self._faults.order(fault)
        return web.json_response({"coming": self._faults.coming()}, status=201)

    async def forget_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.Response(status=204)


async def _json(request: web.Request) -> dict[str, object]:
    # A page of another origin cannot send this type without asking first, and is never allowed.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json\n")
    try:
        asked = json.loads(await request.read())
    except ValueError:
        raise web.HTTPBadRequest(text="the body is no JSON\n") from None
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest(text="write an object\n")
    return asked
