"""The stand-in for Twilio as the official client and its validator of requests see it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import aiohttp
import pytest
from aiohttp import web
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from standins.serving import Served, serve
from standins.twilio.service import Twilio

ACCOUNT = "AC" + "0a" * 16
TOKEN = "a-token-for-tests"
SENDER, SERVICE = "+15005550006", "MG" + "0b" * 16
ADA = "+4915112345678"

T = TypeVar("T")


@dataclass
class Webhook:
    """A server of ours that keeps what is posted to it."""

    served: Served | None = None
    posts: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    """address, parameters and signature of each"""

    @property
    def url(self) -> str:
        assert self.served is not None
        return self.served.base_url

    async def take(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.posts.append((f"{self.url}{request.path_qs}", form, request.headers["X-Twilio-Signature"]))
        return web.Response(status=204)

    def statuses(self) -> list[str]:
        return [form["MessageStatus"] for _, form, _ in self.posts]


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    webhook = Webhook()
    webhook.served = await serve([web.post("/{path:.*}", webhook.take)])
    yield webhook
    await webhook.served.close()


@pytest.fixture
async def twilio(webhook: Webhook) -> AsyncIterator[Twilio]:
    twilio = Twilio(ACCOUNT, TOKEN, inbound_url=f"{webhook.url}/inbound?from=twilio")
    yield twilio
    await twilio.close()


@pytest.fixture
async def served(twilio: Twilio) -> AsyncIterator[Served]:
    served = await serve(twilio.routes())
    yield served
    await served.close()


@pytest.fixture
def client(served: Served) -> Client:
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = served.base_url
    return client


async def off_loop(call: Callable[[], T]) -> T:
    return await asyncio.to_thread(call)


async def test_the_official_client_creates_reads_lists_and_deletes(client: Client) -> None:
    create = partial(client.messages.create, to=ADA, from_=SENDER, body="x" * 161)
    message = await off_loop(create)
    assert (message.status, message.num_segments, message.to, message.from_) == ("queued", "2", ADA, SENDER)
    assert message.sid is not None and message.sid.startswith("SM") and len(message.sid) == 34
    assert message.date_created is not None
    assert (await off_loop(lambda: client.messages(message.sid).fetch())).body == "x" * 161
    assert [one.sid for one in await off_loop(lambda: client.messages.list(to=ADA))] == [message.sid]
    assert await off_loop(lambda: client.messages.list(to="+4930123456")) == []
    assert await off_loop(lambda: client.messages(message.sid).delete())
    with pytest.raises(TwilioRestException) as missing:
        await off_loop(lambda: client.messages(message.sid).fetch())
    assert (missing.value.status, missing.value.code) == (404, 20404)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "0151 123"}, 21211),
        ({"to": ""}, 21604),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"from_": "someone quite else"}, 21212),
        ({"from_": ""}, 21603),
        ({"status_callback": "links.shop.test"}, 21609),
        ({"validity_period": 36_001}, 20001),
        ({"validity_period": 0}, 20001),
    ],
)
async def test_what_the_contract_forbids_is_refused_with_its_code(
    client: Client, twilio: Twilio, change: dict[str, object], code: int
) -> None:
    create = partial(client.messages.create, **({"to": ADA, "from_": SENDER, "body": "Hello"} | change))
    with pytest.raises(TwilioRestException) as refused:
        await off_loop(create)
    assert (refused.value.status, refused.value.code) == (400, code)
    assert len(twilio.messages) == 0


async def test_a_wrong_token_and_another_account_are_refused(served: Served) -> None:
    for account, token, code in ((ACCOUNT, "wrong", 20003), ("AC" + "1" * 32, TOKEN, 20003)):
        stranger = Client(account, token)
        stranger.api.base_url = served.base_url
        with pytest.raises(TwilioRestException) as refused:
            await off_loop(partial(stranger.messages.create, to=ADA, from_=SENDER, body="Hello"))
        assert refused.value.code == code


async def test_statuses_are_signed_and_come_late_twice_and_out_of_order(
    client: Client, served: Served, webhook: Webhook
) -> None:
    address = f"{webhook.url}/status?m=0f&a=1"
    create = partial(client.messages.create, to=ADA, from_=SENDER, body="Hello", status_callback=address)
    message = await off_loop(create)
    order = {"sid": message.sid, "statuses": ["delivered", "sent", "sent", "failed"], "error_code": 30003}
    async with aiohttp.ClientSession(served.base_url) as http:
        async with http.post("/_standin/twilio/statuses", json=order) as response:
            assert await response.json() == {"answers": [204] * 4}
        async with http.post("/_standin/twilio/statuses", json=order | {"statuses": ["lost"]}) as response:
            assert response.status == 400
        async with http.post("/_standin/twilio/statuses", json=order | {"sid": "SM1"}) as response:
            assert response.status == 404
    assert webhook.statuses() == ["delivered", "sent", "sent", "failed"]
    validator = RequestValidator(TOKEN)
    for url, form, signature in webhook.posts:
        assert url == address
        assert (form["MessageSid"], form["To"], form["ErrorCode"]) == (message.sid, ADA, "30003")
        assert validator.validate(url, form, signature)
        assert not validator.validate(url, form | {"MessageStatus": "read"}, signature)
    assert (await off_loop(lambda: client.messages(message.sid).fetch())).status == "failed"


async def test_statuses_come_by_themselves_where_they_shall(webhook: Webhook) -> None:
    reporting = Twilio(ACCOUNT, TOKEN, reports=True)
    served = await serve(reporting.routes())
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = served.base_url
    create = partial(client.messages.create, to=ADA, from_=SENDER, body="Hello", status_callback=f"{webhook.url}/s")
    await off_loop(create)
    async with asyncio.timeout(60):
        while len(webhook.posts) < 2:
            await asyncio.sleep(0.02)
    assert webhook.statuses() == ["sent", "delivered"]
    await reporting.close()
    await served.close()


async def test_stop_blocks_the_pair_start_opens_it_and_both_reach_the_webhook(
    client: Client, served: Served, webhook: Webhook
) -> None:
    to_service = partial(client.messages.create, to=ADA, messaging_service_sid=SERVICE, body="Hello")
    async with aiohttp.ClientSession(served.base_url) as http:
        for word in ("Stop", "what is this?", "START", "help"):
            async with http.post(
                "/_standin/twilio/inbound", json={"from": ADA, "to": SERVICE, "body": word}
            ) as response:
                assert await response.json() == {"answer": 204}
            if word == "Stop":
                with pytest.raises(TwilioRestException) as refused:
                    await off_loop(to_service)
                assert refused.value.code == 21610
                await off_loop(partial(client.messages.create, to=ADA, from_=SENDER, body="another sender"))
        async with http.post("/_standin/twilio/inbound", json={"from": ADA}) as response:
            assert response.status == 400
    assert (await off_loop(to_service)).status == "accepted"
    assert [form.get("OptOutType") for _, form, _ in webhook.posts] == ["STOP", None, "START", "HELP"]
    for url, form, signature in webhook.posts:
        assert form["MessagingServiceSid"] == SERVICE
        assert RequestValidator(TOKEN).validate(url, form, signature)


async def test_messages_are_listed_and_forgotten_and_faults_ordered(client: Client, served: Served) -> None:
    create = partial(client.messages.create, to=ADA, from_=SENDER, body="Hello")
    await off_loop(create)
    async with aiohttp.ClientSession(served.base_url) as http:
        async with http.get("/_standin/twilio/messages?to=15112") as response:
            listed = await response.json()
            assert (listed["total"], [one["body"] for one in listed["messages"]]) == (1, ["Hello"])
        async with http.delete("/_standin/twilio/messages") as response:
            assert response.status == 204
        async with http.post("/_standin/twilio/faults", json={"kind": "rate_limited", "seconds": 3}) as response:
            assert response.status == 201
        async with http.post("/_standin/twilio/faults", json={"kind": "no such"}) as response:
            assert response.status == 400
        async with http.post("/_standin/twilio/faults", data="{}") as response:
            assert response.status == 415
    with pytest.raises(TwilioRestException) as refused:
        await off_loop(create)
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert await off_loop(client.messages.list) == []
