"""A push goes to all devices of a customer: what each of them answers makes one answer."""

import json

import pytest

from channels.webpush.push import WebPush
from engine.contracts.answers import Accepted, NotNow, Refused, Unknown
from standins.webpush.base64url import encoded
from standins.webpush.store import Device
from tests.channels.contract import parcel
from tests.channels.raw_servers import answers, raw_server
from tests.channels.webpush.provider import PushProvider, address_of, endpoint, to


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


@pytest.mark.parametrize("address", ["", "[]", "{}", "token", '[{"endpoint":"https://push.test/1"}]', "[[]]"])
async def test_what_is_no_list_of_subscriptions_is_refused(adapter: WebPush, address: str) -> None:
    answer = await adapter.send(parcel(address))
    assert isinstance(answer, Refused)
    assert answer.fault == "recipient"


async def test_a_subscription_of_another_key_is_a_matter_of_configuration(provider: PushProvider) -> None:
    other = PushProvider(provider.push, provider.served, secret=encoded((8).to_bytes(32, "big")))
    adapter = other.adapter(provider.url)
    answer = await adapter.send(parcel(provider.address))
    await adapter.close()
    assert isinstance(answer, Refused)
    assert answer.fault == "configuration"


async def test_one_subscription_that_a_service_does_not_know_holds_nobody_else(
    provider: PushProvider, adapter: WebPush
) -> None:
    """Mozilla's service answers 401 to a subscription that another key made."""
    assert isinstance(await adapter.send(to(provider, provider.new_device())), Accepted)
    provider.misbehave("blocked")
    answer = await adapter.send(to(provider, provider.new_device()))
    assert isinstance(answer, Refused)
    assert (answer.fault, answer.gone) == ("configuration", ())
