"""Web push against a push service's stand-in: the contract of every channel, and what is push's own."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr, ValidationError

from channels.http_post import Reply
from channels.replies import utc_now
from channels.webpush.devices import is_known_service
from channels.webpush.outcomes import outcome
from channels.webpush.push import WebPush
from channels.webpush.settings import WebPushSettings
from engine.contracts.answers import Accepted, NotNow, Refused, Unknown
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter
from engine.customer import devices as engine_devices
from engine.language.terms import Channel
from standins.faults import Fault
from standins.serving import Served, serve
from standins.webpush import service
from standins.webpush.base64url import encoded
from standins.webpush.decrypting import public_bytes
from standins.webpush.store import Device
from tests.channels.contract import ChannelContract, Misbehaviour, Taken, parcel
from tests.channels.raw_servers import answers, raw_server

KEY = ec.derive_private_key(7, ec.SECP256R1())
SECRET = encoded((7).to_bytes(32, "big"))


@dataclass(frozen=True)
class PushProvider:
    """The stand-in as the contract suite drives it."""

    push: service.WebPush
    served: Served
    device: Device = field(init=False)
    secret: str = SECRET
    taken_answer: bytes = b"HTTP/1.1 201 Created\r\nLocation: /message/1\r\nContent-Length: 0\r\n\r\n"

    def __post_init__(self) -> None:
        object.__setattr__(self, "device", self.new_device())

    @property
    def url(self) -> str:
        return self.served.base_url

    @property
    def address(self) -> str:
        return self.address_at(self.url)

    @property
    def bad_address(self) -> str:
        lost = self.new_device()
        self.push.messages.unsubscribe(lost.token)
        return address_of(self.url, lost)

    def address_at(self, url: str) -> str:
        return address_of(url, self.device)

    def new_device(self) -> Device:
        return self.push.messages.subscribe(encoded(public_bytes(KEY.public_key())))

    def adapter(self, url: str, seconds: float = 10.0) -> WebPush:
        settings = WebPushSettings(
            private_key=SecretStr(self.secret),
            contact="mailto:ops@example.com",
            public_only=False,
            connect_timeout=seconds,
            total_timeout=seconds,
        )
        return WebPush(Channel.PUSH, settings)

    def misbehave(self, how: Misbehaviour) -> None:
        faults: dict[Misbehaviour, Fault] = {
            "busy": Fault("rate_limited", seconds=20),
            "unavailable": Fault("status", status=503, message="service unavailable"),
            "blocked": Fault("credits"),
            "forbidden": Fault("status", status=403, message="access forbidden"),
            "broken": Fault("status", status=500),
            "cut": Fault("cut"),
            "lost_answer": Fault("lost_answer"),
            "names_all": Fault("status", status=400, message=f"{self.address} with {self.secret}"),
        }
        self.push.faults.order(faults[how])

    def taken(self) -> Sequence[Taken]:
        devices = {self.device.token: self.address}
        return [
            Taken(
                push.topic, str(json.loads(push.payload)["attempt"]), devices[push.device], (push.topic, push.urgency)
            )
            for push in self.push.messages.after(0)
        ]


def address_of(url: str, *devices: Device) -> str:
    """As the engine writes it from what a browser gave."""
    written = json.loads(json.dumps([device.subscription(url) for device in devices]))
    return engine_devices.address_of(engine_devices.devices_in(written))


@pytest.fixture
async def provider() -> AsyncIterator[PushProvider]:
    push = service.WebPush()
    served = await serve(push.routes())
    yield PushProvider(push, served)
    await served.close()


@pytest.fixture
async def adapter(provider: PushProvider) -> AsyncIterator[WebPush]:
    adapter = provider.adapter(provider.url)
    yield adapter
    await adapter.close()


class TestContract(ChannelContract):
    pass


def to(provider: PushProvider, *devices: Device) -> Parcel:
    return parcel(address_of(provider.url, *devices))


def endpoint(provider: PushProvider, device: Device) -> str:
    return f"{provider.url}/push/{device.token}"


def test_satisfies_the_protocol(provider: PushProvider) -> None:
    adapter: ChannelAdapter = provider.adapter(provider.url)
    assert (adapter.channel, adapter.dedupes) == (Channel.PUSH, "collapse_key")


async def test_every_device_reads_the_notification(provider: PushProvider, adapter: WebPush) -> None:
    devices = [provider.new_device() for _ in range(3)]
    plain = to(provider, *devices)
    rendered = plain.rendered.model_copy(
        update={"url": "https://shop.test/r/1", "urgency": "high", "valid_for": 3600.0}
    )
    answer = await adapter.send(plain.model_copy(update={"rendered": rendered}))
    pushes = list(provider.push.messages.after(0))
    assert isinstance(answer, Accepted)
    assert answer.provider_id in [push.id for push in pushes]
    assert sorted(push.device for push in pushes) == sorted(device.token for device in devices)
    assert {(push.ttl, push.urgency, push.topic) for push in pushes} == {(3600, "high", "0f" * 16)}
    assert [json.loads(push.payload) for push in pushes] == [
        {
            "title": rendered.subject,
            "body": rendered.text,
            "url": "https://shop.test/r/1",
            "id": "0f" * 16,
            "attempt": 1,
        }
    ] * 3


async def test_devices_that_are_no_more_are_told_and_the_others_read_it(
    provider: PushProvider, adapter: WebPush
) -> None:
    kept, lost = provider.new_device(), provider.new_device()
    provider.push.messages.unsubscribe(lost.token)
    never = Device("never-subscribed", lost.key, lost.auth)
    answer = await adapter.send(to(provider, lost, kept, never))
    assert isinstance(answer, Accepted)
    assert answer.gone == tuple(sorted((endpoint(provider, lost), endpoint(provider, never))))
    assert [push.device for push in provider.push.messages.after(0)] == [kept.token]


async def test_without_a_device_left_the_recipient_is_refused(provider: PushProvider, adapter: WebPush) -> None:
    lost = provider.new_device()
    provider.push.messages.unsubscribe(lost.token)
    broken = Device("keys-of-nobody", lost.key, lost.auth)
    spoilt = json.loads(address_of(provider.url, broken))[0] | {"p256dh": "AAAA"}
    address = json.dumps([*json.loads(address_of(provider.url, lost)), spoilt])
    answer = await adapter.send(parcel(address))
    assert isinstance(answer, Refused)
    assert (answer.fault, answer.suppress) == ("recipient", False)
    assert answer.gone == tuple(sorted((endpoint(provider, lost), endpoint(provider, broken))))


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ((201, 500), Accepted),
        ((410, 500), Unknown),
        ((429, 500), Unknown),
        ((429, 410), NotNow),
        ((503, 413), NotNow),
        ((413, 410), Refused),
        ((403, 410), Refused),
    ],
)
async def test_one_device_that_took_it_is_enough_and_one_unknown_is_the_most_that_is_known(
    provider: PushProvider, adapter: WebPush, statuses: tuple[int, int], expected: type
) -> None:
    first, second = (answers(b"HTTP/1.1 %d x\r\nContent-Length: 0\r\n\r\n" % status) for status in statuses)
    async with raw_server(first) as one, raw_server(second) as other:
        there = [json.loads(address_of(server.url, provider.new_device()))[0] for server in (one, other)]
        answer = await adapter.send(parcel(json.dumps(there)))
        assert len(one.requests) == len(other.requests) == 1
    assert isinstance(answer, expected)
    gone = getattr(answer, "gone", ())
    assert len(gone) == (statuses[1] == 410 and expected is not Unknown and expected is not NotNow)


async def test_a_device_is_written_to_once(provider: PushProvider, adapter: WebPush) -> None:
    device = provider.new_device()
    await adapter.send(to(provider, device, device))
    assert len(list(provider.push.messages.after(0))) == 1


async def test_a_second_send_replaces_the_first(provider: PushProvider, adapter: WebPush) -> None:
    await adapter.send(parcel(provider.address))
    await adapter.send(parcel(provider.address).model_copy(update={"attempt": 2}))
    assert [push.replaces for push in provider.push.messages.after(0)] == [None, 1]


async def test_a_message_id_of_another_shape_becomes_a_topic(provider: PushProvider, adapter: WebPush) -> None:
    answers = [await adapter.send(parcel(provider.address, message_id=f"an id: {number}")) for number in (1, 1, 2)]
    assert all(isinstance(answer, Accepted) for answer in answers)
    assert [push.replaces for push in provider.push.messages.after(0)] == [None, 1, None]


@pytest.mark.parametrize(("seconds", "ttl"), [(None, 86_400), (0.0, 0), (1e9, 28 * 86_400)])
async def test_a_message_waits_for_its_device_as_long_as_it_is_valid(
    provider: PushProvider, adapter: WebPush, seconds: float | None, ttl: int
) -> None:
    plain = parcel(provider.address)
    rendered = plain.rendered.model_copy(update={"valid_for": seconds})
    await adapter.send(plain.model_copy(update={"rendered": rendered}))
    assert [push.ttl for push in provider.push.messages.after(0)] == [ttl]


@pytest.mark.parametrize(("more", "expected"), [(0, Accepted), (1, Refused)])
async def test_the_largest_message_goes_through_and_one_byte_more_does_not(
    provider: PushProvider, adapter: WebPush, more: int, expected: type
) -> None:
    plain = parcel(provider.address)
    frame = len(b'{"title":"T","body":"","id":"","attempt":1}') + 32
    rendered = plain.rendered.model_copy(update={"subject": "T", "text": "x" * (3993 - frame + more)})
    answer = await adapter.send(plain.model_copy(update={"rendered": rendered}))
    assert isinstance(answer, expected)
    assert len(list(provider.push.messages.after(0))) == (not more)


async def test_an_empty_message_is_refused_before_the_call(provider: PushProvider, adapter: WebPush) -> None:
    plain = parcel(provider.address)
    rendered = plain.rendered.model_copy(update={"subject": " ", "text": "\n"})
    answer = await adapter.send(plain.model_copy(update={"rendered": rendered}))
    assert isinstance(answer, Refused)
    assert answer.fault == "content"
    assert not provider.taken()


@pytest.mark.parametrize("address", ["", "[]", "{}", "token", '[{"endpoint":"https://push.test/1"}]', "[[]]"])
async def test_what_is_no_list_of_subscriptions_is_refused(adapter: WebPush, address: str) -> None:
    answer = await adapter.send(parcel(address))
    assert isinstance(answer, Refused)
    assert answer.fault == "recipient"


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
    ],
)
def test_only_a_known_service_speaks_of_the_whole_account(origin: str, expected: str) -> None:
    reply = Reply(401, {}, b"")
    assert outcome(reply, f"{origin}/1", utc_now(), known=is_known_service(origin)).became == expected


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


async def test_a_subscription_of_another_key_is_a_matter_of_configuration(provider: PushProvider) -> None:
    other = PushProvider(provider.push, provider.served, secret=encoded((8).to_bytes(32, "big")))
    adapter = other.adapter(provider.url)
    answer = await adapter.send(parcel(provider.address))
    await adapter.close()
    assert isinstance(answer, Refused)
    assert answer.fault == "configuration"


@pytest.mark.parametrize(
    "wrong",
    [{"private_key": SecretStr("short")}, {"private_key": SecretStr("A" * 43)}, {"contact": "ops@example.com"},
     {"total_timeout": 20}],
)  # fmt: skip
def test_settings_that_cannot_be_right_are_refused(wrong: dict[str, object]) -> None:
    right = {"private_key": SecretStr(SECRET), "contact": "mailto:ops@example.com"}
    WebPushSettings.model_validate(right)
    with pytest.raises(ValidationError):
        WebPushSettings.model_validate(right | wrong)
