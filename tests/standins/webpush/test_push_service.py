"""The stand-in for a push service: what pywebpush sends is read, and what breaks the standards is refused."""

import json
import os
import time
from collections.abc import AsyncIterator, Callable

import aiohttp
import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPusher

from standins.serving import Served, serve
from standins.webpush.base64url import decoded, encoded
from standins.webpush.decrypting import Undecryptable, decrypted, public_bytes
from standins.webpush.service import WebPush

SIGNER = Vapid02(ec.derive_private_key(7, ec.SECP256R1()))
PUBLIC = encoded(public_bytes(SIGNER.public_key))
GOOD = {"TTL": "60", "Content-Encoding": "aes128gcm"}

Subscription = dict[str, object]


@pytest.fixture
async def push() -> WebPush:
    return WebPush()


@pytest.fixture
async def served(push: WebPush) -> AsyncIterator[Served]:
    served = await serve(push.routes())
    yield served
    await served.close()


@pytest.fixture
async def http(served: Served) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(served.base_url) as session:
        yield session


@pytest.fixture
async def subscription(http: aiohttp.ClientSession) -> Subscription:
    async with http.post("/_standin/webpush/devices", json={"applicationServerKey": PUBLIC}) as response:
        assert response.status == 201
        subscribed: Subscription = await response.json()
    return subscribed


def authorised(served: Served, **claims: object) -> dict[str, str]:
    usual = {"aud": served.base_url, "sub": "mailto:ops@example.com", "exp": int(time.time()) + 3600}
    signed: dict[str, str] = SIGNER.sign(usual | claims)
    return signed


def body_for(subscription: Subscription, payload: bytes = b"hello") -> bytes:
    body: bytes = WebPusher(subscription).encode(payload)["body"]
    return body


async def pushed(
    http: aiohttp.ClientSession, subscription: Subscription, body: bytes, headers: dict[str, str]
) -> aiohttp.ClientResponse:
    async with http.post(str(subscription["endpoint"]), data=body, headers=headers) as response:
        await response.read()
    return response


async def test_what_pywebpush_encrypts_is_read(
    http: aiohttp.ClientSession, served: Served, subscription: Subscription, push: WebPush
) -> None:
    headers = authorised(served) | GOOD | {"Urgency": "low", "Topic": "a-topic"}
    response = await pushed(http, subscription, body_for(subscription, "Grüße".encode()), headers)
    [kept] = push.messages.after(0)
    assert response.status == 201
    assert response.headers["Location"] == f"{served.base_url}/message/{kept.id}"
    assert (kept.payload, kept.ttl, kept.urgency, kept.topic) == ("Grüße", 60, "low", "a-topic")
    async with http.get("/_standin/webpush/messages") as listed:
        assert [one["payload"] for one in (await listed.json())["messages"]] == ["Grüße"]


@pytest.mark.parametrize("size", [1, 40, 4096])
@pytest.mark.parametrize("length", [1, 21, 22, 23, 24, 3000])
def test_it_decrypts_as_the_reference_does(size: int, length: int) -> None:
    key, auth, sender = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), ec.generate_private_key(ec.SECP256R1())
    plain, theirs = os.urandom(length), public_bytes(key.public_key())
    rs = size + 17
    body = http_ece.encrypt(plain, private_key=sender, dh=theirs, auth_secret=auth, rs=rs, version="aes128gcm")
    assert decrypted(body, key, auth) == plain == http_ece.decrypt(body, private_key=key, auth_secret=auth)
    for at in (0, 25, len(body) - 1):
        spoilt = body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]
        with pytest.raises(Undecryptable):
            decrypted(spoilt, key, auth)
    for cut in (b"", body[:20], body[:60], body[:-1]):
        with pytest.raises(Undecryptable):
            decrypted(cut, key, auth)


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        (lambda: {}, 201),
        (lambda: {"aud": "https://elsewhere.example"}, 401),
        (lambda: {"exp": int(time.time()) - 1}, 401),
        (lambda: {"exp": int(time.time()) + 25 * 3600}, 401),
    ],
    ids=["right", "elsewhere", "past", "too long"],
)
async def test_the_token_must_be_for_here_and_now(
    http: aiohttp.ClientSession,
    served: Served,
    subscription: Subscription,
    claims: Callable[[], dict[str, object]],
    status: int,
) -> None:
    """Now is when the test runs: it may be long after it was collected."""
    response = await pushed(http, subscription, body_for(subscription), authorised(served, **claims()) | GOOD)
    assert response.status == status


async def test_the_signature_must_be_of_the_key_that_was_subscribed_with(
    http: aiohttp.ClientSession, served: Served, subscription: Subscription
) -> None:
    body = body_for(subscription)
    other = Vapid02(ec.generate_private_key(ec.SECP256R1()))
    claims = {"aud": served.base_url, "sub": "mailto:ops@example.com", "exp": int(time.time()) + 3600}
    assert (await pushed(http, subscription, body, other.sign(claims) | GOOD)).status == 403
    right = authorised(served)["Authorization"]
    token = right.partition("t=")[2].partition(",")[0]
    for wrong in ("", "Bearer x", right[:-3], right.replace(token, token[:-4] + "AAAA"), f"vapid t=a.b.c,k={PUBLIC}"):
        assert (await pushed(http, subscription, body, {"Authorization": wrong} | GOOD)).status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"TTL": "-1"},
        {"TTL": ""},
        {"Urgency": "urgent"},
        {"Topic": "x" * 33},
        {"Topic": "a topic"},
        {"Content-Encoding": "aesgcm"},
    ],
)
async def test_headers_that_break_the_standard_are_refused(
    http: aiohttp.ClientSession, served: Served, subscription: Subscription, headers: dict[str, str], push: WebPush
) -> None:
    response = await pushed(http, subscription, body_for(subscription), authorised(served) | GOOD | headers)
    assert response.status == 400
    assert len(push.messages) == 0


async def test_what_is_too_large_or_for_another_device_is_refused(
    http: aiohttp.ClientSession, served: Served, subscription: Subscription, push: WebPush
) -> None:
    headers = authorised(served) | GOOD
    stranger = push.messages.subscribe().subscription(served.base_url)
    assert (await pushed(http, subscription, body_for(subscription, b"x" * 3994), headers)).status == 413
    assert (await pushed(http, subscription, body_for(stranger), headers)).status == 400
    assert (await pushed(http, subscription, body_for(subscription, b"x" * 3993), headers)).status == 201


async def test_a_device_that_unsubscribed_is_gone_and_one_that_never_was_is_not_found(
    http: aiohttp.ClientSession, served: Served, subscription: Subscription
) -> None:
    headers, body = authorised(served) | GOOD, body_for(subscription)
    token = str(subscription["endpoint"]).rpartition("/")[2]
    for status in (204, 404):
        async with http.delete(f"/_standin/webpush/devices/{token}") as response:
            assert response.status == status
    assert (await pushed(http, subscription, body, headers)).status == 410
    never = subscription | {"endpoint": f"{served.base_url}/push/never-subscribed"}
    assert (await pushed(http, never, body, headers)).status == 404


async def test_faults_come_by_order(http: aiohttp.ClientSession, served: Served, subscription: Subscription) -> None:
    headers, body = authorised(served) | GOOD, body_for(subscription)
    async with http.post("/_standin/webpush/faults", json={"kind": "rate_limited", "seconds": 7}) as response:
        assert response.status == 201
    busy = await pushed(http, subscription, body, headers)
    assert (busy.status, busy.headers["Retry-After"]) == (429, "7")
    assert (await pushed(http, subscription, body, headers)).status == 201


def test_base64url_goes_without_padding() -> None:
    for value in (b"", b"\xff", b"\xfb\xff\xfe", os.urandom(65)):
        assert decoded(encoded(value)) == value
        assert "=" not in encoded(value)
    assert json.dumps(encoded(b"\xfb\xff")) == '"-_8"'
