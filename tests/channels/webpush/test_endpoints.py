"""Endpoints come from browsers, so from anybody: none leads into our own network or speaks for the account."""

import json
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from channels.http_post import Reply
from channels.replies import utc_now
from channels.webpush.devices import is_known_service
from channels.webpush.outcomes import outcome
from channels.webpush.push import WebPush
from channels.webpush.settings import WebPushSettings
from engine.contracts.answers import NotNow, Refused
from engine.language.terms import Channel
from tests.channels.contract import parcel
from tests.channels.webpush.provider import SECRET, PushProvider

INSIDE = [
    "http://push.example.com/1", "ftp://push.example.com/1", "https://localhost/1", "https://127.0.0.1/1",
    "https://[::1]/1", "https://10.1.2.3/1", "https://169.254.169.254/latest", "https://[fd00::1]/1",
    "https://0.0.0.0/1", "https://db.internal/1", "https://user@push.example.com/1", "https:///1", "https://push:x/1",
    "https://１２７.0.0.1/1", "https://127。0。0。1/1", "https://ⓛocalhost/1", "https://[64:ff9b::7f00:1]/1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("https://fcm.googleapis.com", "blocked"),
        ("https://updates.push.services.mozilla.com:443", "blocked"),
        ("https://push.example.com", "configuration"),
        ("https://evilgoogleapis.com", "configuration"),
        ("https://gmail.googleapis.com", "configuration"),
        ("https://api.push.apple.com", "configuration"),
    ],
)
def test_only_a_known_service_speaks_of_the_whole_account(origin: str, expected: str) -> None:
    reply = Reply(401, {}, b"")
    assert outcome(reply, f"{origin}/1", utc_now(), of_all=is_known_service(origin)).became == expected


@pytest.mark.parametrize("endpoint", INSIDE)
async def test_nothing_is_posted_into_our_own_network(provider: PushProvider, endpoint: str) -> None:
    settings = WebPushSettings(private_key=SecretStr(SECRET), contact="https://example.com/contact")
    adapter = WebPush(Channel.PUSH, settings)
    device = json.loads(provider.address)[0] | {"endpoint": endpoint}
    answer = await adapter.send(parcel(json.dumps([device])))
    await adapter.close()
    assert isinstance(answer, Refused)
    assert answer.gone == (endpoint,)


async def test_a_name_that_leads_into_our_own_network_is_not_called(
    provider: PushProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = urlsplit(provider.url).port
    device = json.loads(provider.address)[0] | {"endpoint": f"https://rebound.example.com:{port}/push/1"}
    settings = WebPushSettings(private_key=SecretStr(SECRET), contact="mailto:ops@example.com")
    adapter = WebPush(Channel.PUSH, settings)
    monkeypatch.setattr("aiohttp.resolver.ThreadedResolver.resolve", _loopback)
    answer = await adapter.send(parcel(json.dumps([device])))
    await adapter.close()
    assert isinstance(answer, NotNow)
    assert "DNS" in answer.detail


async def _loopback(self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
    return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 6, "flags": 4}]
