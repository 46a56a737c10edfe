"""Web push against a push service's stand-in: the contract of every channel, and what a push message says."""

import json

import pytest
from pydantic import SecretStr, ValidationError

from channels.webpush.push import WebPush
from channels.webpush.settings import WebPushSettings
from engine.contracts.answers import Accepted, Refused
from engine.contracts.ports import ChannelAdapter
from engine.language.terms import Channel
from tests.channels.contract import ChannelContract, parcel
from tests.channels.webpush.provider import SECRET, PushProvider, to


class TestContract(ChannelContract):
    pass


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
