"""What the stand-in itself is asked: its messages, statuses and replies by order."""

from aiohttp import web

from standins.control import asked
from standins.twilio.store import STATUSES, SmsStore
from standins.twilio.telling import Telling


class Control:
    """The endpoints below `/_standin/twilio`."""

    def __init__(self, store: SmsStore, telling: Telling) -> None:
        self._store = store
        self._telling = telling

    async def messages(self, request: web.Request) -> web.Response:
        """Oldest first; `?to=` a part of the number."""
        found = self._store.after(0, request.query.get("to", ""))
        return web.json_response({"total": len(self._store), "messages": [vars(sms) for sms in found]})

    async def forget_messages(self, _request: web.Request) -> web.Response:
        self._store.clear()
        return web.Response(status=204)

    async def tell_statuses(self, request: web.Request) -> web.Response:
        """`{"sid", "statuses": [...], "error_code"?}`: posted one after another, in the order they are written."""
        written = await asked(request)
        sid, statuses, code = written.get("sid"), written.get("statuses"), written.get("error_code")
        if not isinstance(sid, str) or self._store.get(sid) is None:
            return web.json_response({"error": f"no message {sid!r}"}, status=404)
        if not isinstance(statuses, list) or not statuses or any(one not in STATUSES for one in statuses):
            return web.json_response({"error": f"statuses: some of {', '.join(STATUSES)}"}, status=400)
        if code is not None and not isinstance(code, int):
            return web.json_response({"error": "error_code: a number such as 30003"}, status=400)
        answers = [await self._telling.status(sid, one, code) for one in statuses]
        return web.json_response({"answers": answers})

    async def write_back(self, request: web.Request) -> web.Response:
        """`{"from", "to", "body"}`: a recipient writes; `to` is our number or messaging service."""
        written = await asked(request)
        parts = [written.get(name) for name in ("from", "to", "body")]
        if not all(isinstance(part, str) and part for part in parts):
            return web.json_response({"error": "write from, to and body"}, status=400)
        return web.json_response({"answer": await self._telling.inbound(*map(str, parts))})
