"""Whose address the doors believe: the connection's, unless a proxy that the settings name says another."""

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from starter.http.serving import _config
from tests.house import settings_for


@pytest.mark.parametrize(
    ("trusted", "connection", "believed"),
    [
        (frozenset(), "127.0.0.1", "127.0.0.1"),
        (frozenset({"10.0.0.0/8"}), "127.0.0.1", "127.0.0.1"),
        (frozenset({"10.0.0.0/8"}), "10.0.0.7", "93.184.216.34"),
    ],
)
async def test_only_a_named_proxy_says_whose_address_it_is(
    trusted: frozenset[str], connection: str, believed: str
) -> None:
    seen: list[str] = []

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        seen.append(scope["client"][0])
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    settings = settings_for("sqlite:///x.db", "http://127.0.0.1:9")
    config = _config(app, settings.model_copy(update={"api_trusted_proxies": trusted}))
    config.load()
    transport = httpx2.ASGITransport(config.loaded_app, client=(connection, 1))
    async with httpx2.AsyncClient(transport=transport, base_url="http://doors.test") as http:
        await http.get("/", headers={"X-Forwarded-For": "6.6.6.6, 93.184.216.34, 10.0.0.9"})
    assert seen == [believed]
