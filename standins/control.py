"""What every stand-in is asked about itself: faults to come, as JSON that no page of another origin can send."""

import json

from aiohttp import web

from standins.faults import Faults, parse_fault


class FaultControl:
    """The endpoints below a stand-in's `faults`."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults

    def routes(self, path: str) -> list[web.RouteDef]:
        """`path` is that of the faults, such as `/_standin/faults`."""
        return [web.get(path, self._coming), web.post(path, self._order), web.delete(path, self._forget)]

    async def _coming(self, _request: web.Request) -> web.Response:
        return web.json_response({"coming": self._faults.coming()})

    async def _order(self, request: web.Request) -> web.Response:
        try:
            fault = parse_fault(await asked(request))
        except ValueError as error:
            return web.json_response({"error": str(error)}, status=400)
        self._faults.order(fault)
        return web.json_response({"coming": self._faults.coming()}, status=201)

    async def _forget(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.Response(status=204)


async def asked(request: web.Request) -> dict[str, object]:
    """The JSON object of a request. Raises HTTPUnsupportedMediaType, HTTPBadRequest."""
    # A page of another origin cannot send this type without asking first, and is never allowed.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="send application/json\n")
    try:
        written = json.loads(await request.read())
    except ValueError:
        raise web.HTTPBadRequest(text="the body is no JSON\n") from None
    if not isinstance(written, dict):
        raise web.HTTPBadRequest(text="write an object\n")
    return written
