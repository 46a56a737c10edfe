"""What the stand-in itself is asked: devices to subscribe and to lose, and its messages."""

from aiohttp import web

from standins.control import asked
from standins.webpush.store import PushStore


class Control:
    """The endpoints below `/_standin/webpush`."""

    def __init__(self, store: PushStore) -> None:
        self._store = store

    async def subscribe(self, request: web.Request) -> web.Response:
        """A new device; `{"applicationServerKey": "…"}` lets that key alone push to it."""
        written = await asked(request)
        sender = written.get("applicationServerKey", "")
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
