"""The codec server: decrypts payloads for people who look at customers in Temporal's UI."""

import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import PayloadCodec

from engine.contracts.ports import KeyUnknown
from runtime.encryption.codec import PayloadUnreadable
from runtime.encryption.master_keys import MasterKeyMissing
from runtime.settings import Settings

LOOPBACK = "127.0.0.1"
MOST_BYTES = 8 * 1024 * 1024
"""of one request: a page of a history"""

_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_MAY_SEND = "content-type, x-namespace, authorization"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Access:
    """Who may ask: a token, the pages from which a browser may, and the names by which the server is called."""

    token: str
    origins: frozenset[str]
    hosts: frozenset[str] = frozenset()
    """beside the names of this machine: another one is a page that pretends to be this server"""


@dataclass(frozen=True)
class RunningCodecServer:
    """Takes requests until it is closed."""

    base_url: str
    endpoint: str
    """with the token in its path: Temporal's UI can be told an address and nothing else"""
    runner: web.AppRunner

    async def close(self) -> None:
        await self.runner.cleanup()


async def start_codec_server(
    codec: PayloadCodec, access: Access, *, listen: str = LOOPBACK, port: int = 0
) -> RunningCodecServer:
    """Port 0 takes a free one. Raises OSError where the port is taken."""
    # No access log: the token is in the path.
    runner = web.AppRunner(codec_application(codec, access), access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, listen, port).start()
    except OSError:
        await runner.cleanup()
        raise
    [address, *_] = runner.addresses
    host = f"[{address[0]}]" if ":" in address[0] else address[0]
    base_url = f"http://{host}:{address[1]}"
    return RunningCodecServer(base_url, f"{base_url}/{quote(access.token, safe='')}", runner)


def codec_application(codec: PayloadCodec, access: Access) -> web.Application:
    """`POST /decode` with a bearer token, or `POST /TOKEN/decode`.

    There is no `/encode`: a request names no customer, and what is written belongs under a customer's own key.
    """
    application = web.Application(client_max_size=MOST_BYTES, middlewares=[_guard(access)])
    decoding = _Decoding(codec)
    for path in ("/decode", "/{token}/decode"):
        application.router.add_post(path, decoding.handle)
        application.router.add_options(path, _preflight)
    return application


class _Decoding:
    def __init__(self, codec: PayloadCodec) -> None:
        self._codec = codec

    async def handle(self, request: web.Request) -> web.Response:
        try:
            asked = Parse(await request.read(), Payloads())
        except (ParseError, UnicodeDecodeError, RecursionError):
            raise web.HTTPBadRequest(text="the body is not a Payloads message in protobuf's JSON") from None
        decoded = Payloads(payloads=[await self._decoded(payload) for payload in asked.payloads])
        _log.debug("decoded %d payloads", len(asked.payloads))
        return web.Response(text=MessageToJson(decoded), content_type="application/json")

    async def _decoded(self, payload: Payload) -> Payload:
        """One that cannot be read stays as it is: the others of the page are shown."""
        try:
            [decoded] = await self._codec.decode([payload])
        except (KeyUnknown, MasterKeyMissing, PayloadUnreadable) as error:
            _log.warning("a payload cannot be decrypted: %s", error)
            return payload
        return decoded


async def _preflight(_request: web.Request) -> web.Response:
    return web.Response(status=204)


def _guard(access: Access) -> Middleware:
    """Host, origin, token, in this order; what a page of another origin asks is not even looked at."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _name_of(request.host) not in _LOCAL | access.hosts:
            raise web.HTTPMisdirectedRequest(text="this server is not called by that name; see CODEC_HOST")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in access.origins:
            raise web.HTTPForbidden(text="pages of this origin may not ask; see CODEC_ORIGIN")
        if request.method != "OPTIONS" and not _knows_token(request, access.token):
            raise web.HTTPUnauthorized(text="the token is missing or wrong", headers=_cors(origin))
        try:
            response = await handler(request)
        except web.HTTPException as refusal:
            refusal.headers.update(_cors(origin))
            raise
        response.headers.update(_cors(origin))
        return response

    return guard


def _name_of(host: str) -> str | None:
    """Without the port; None for what is no name of a host."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _cors(origin: str | None) -> dict[str, str]:
    headers = {"Cache-Control": "no-store", "Vary": "Origin"}
    if origin is None:
        return headers
    return headers | {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": _MAY_SEND,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Max-Age": "600",
    }


def _knows_token(request: web.Request, token: str) -> bool:
    given = (request.match_info.get("token", ""), request.headers.get("Authorization", "").removeprefix("Bearer "))
    return any(_same(one, token) for one in given)


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), token.encode())


def origins_of(urls: Sequence[str]) -> frozenset[str]:
    """As browsers write them: scheme, host and port; of this machine both names."""
    found = {f"{parts.scheme}://{parts.netloc}" for parts in map(urlsplit, urls)}
    return frozenset(found | {one.replace("127.0.0.1", "localhost") for one in found})


def access_of(settings: Settings) -> Access:
    """Raises ConfigurationError when a part is missing."""
    token, origin = settings.codec_access
    hosts = frozenset() if settings.codec_host is None else frozenset({settings.codec_host.lower()})
    return Access(token.get_secret_value(), origins_of([origin]), hosts)
