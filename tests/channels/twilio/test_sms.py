"""Text messages by Twilio against its stand-in: the contract of every channel, and what is Twilio's own."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import HttpUrl, SecretStr, ValidationError

from channels.twilio.settings import TwilioSettings
from channels.twilio.sms import TwilioSms
from engine.contracts.answers import Accepted, NotNow, Refused
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter
from engine.language.terms import Channel
from standins.serving import Served, serve
from standins.twilio.service import Twilio
from tests.channels.contract import ChannelContract, Taken, parcel
from tests.channels.misbehaving import Misbehaviour, fault_of

ACCOUNT = "AC" + "0a" * 16
TOKEN = "a-token-for-tests"
SENDER = "+15005550006"


@dataclass(frozen=True)
class TwilioProvider:
    """The stand-in as the contract suite drives it."""

    twilio: Twilio
    served: Served
    secret: str = TOKEN
    sender: str = SENDER
    address: str = "+4915112345678"
    bad_address: str = "+15005550001"
    taken_answer: bytes = b'HTTP/1.1 201 Created\r\nContent-Length: 13\r\n\r\n{"sid":"SM0"}'

    @property
    def url(self) -> str:
        return self.served.base_url

    def address_at(self, url: str) -> str:
        return self.address

    def adapter(self, url: str, seconds: float = 10.0) -> TwilioSms:
        settings = TwilioSettings(
            account_sid=ACCOUNT,
            auth_token=SecretStr(self.secret),
            base_url=HttpUrl(url),
            sender=self.sender,
            public_url=HttpUrl("https://links.shop.test/"),
            connect_timeout=seconds,
            total_timeout=seconds,
        )
        return TwilioSms(Channel.SMS, settings)

    def misbehave(self, how: Misbehaviour) -> None:
        self.twilio.faults.order(fault_of(how, f"+49 151 1234 5678 {self.address} with {self.secret}"))

    def taken(self) -> Sequence[Taken]:
        told = [(sms, parse_qs(urlsplit(sms.status_callback).query)) for sms in self.twilio.messages.after(0)]
        return [Taken(asked["m"][0], asked["a"][0], sms.to, (sms.status_callback, sms.sender)) for sms, asked in told]


@pytest.fixture
async def provider() -> AsyncIterator[TwilioProvider]:
    twilio = Twilio(ACCOUNT, TOKEN)
    served = await serve(twilio.routes())
    yield TwilioProvider(twilio, served)
    await twilio.close()
    await served.close()


@pytest.fixture
async def adapter(provider: TwilioProvider) -> AsyncIterator[TwilioSms]:
    adapter = provider.adapter(provider.url)
    yield adapter
    await adapter.close()


class TestContract(ChannelContract):
    pass


def saying(text: str, **rendered: object) -> Parcel:
    plain = parcel("+4915112345678")
    return plain.model_copy(update={"rendered": plain.rendered.model_copy(update={"text": text, **rendered})})


def test_satisfies_the_protocol(provider: TwilioProvider) -> None:
    adapter: ChannelAdapter = provider.adapter(provider.url)
    assert (adapter.channel, adapter.dedupes) == (Channel.SMS, "none")


async def test_the_message_reads_as_rendered_and_comes_back_to_us(provider: TwilioProvider, adapter: TwilioSms) -> None:
    answer = await adapter.send(saying("  Grüße – 5 € & more\n", valid_for=7200.4))
    [sms] = provider.twilio.messages.after(0)
    assert (sms.body, sms.sender, sms.validity_period) == ("Grüße – 5 € & more", SENDER, 7200)
    assert sms.status_callback == f"https://links.shop.test/webhooks/twilio/status?m={'0f' * 16}&a=1"
    assert isinstance(answer, Accepted)
    assert answer.provider_id == sms.sid


@pytest.mark.parametrize(("seconds", "told"), [(None, None), (0.2, 1), (59.6, 60), (1e9, 36_000)])
async def test_a_message_lives_as_long_as_twilio_allows(
    provider: TwilioProvider, adapter: TwilioSms, seconds: float | None, told: int | None
) -> None:
    await adapter.send(saying("Hello", valid_for=seconds))
    assert [sms.validity_period for sms in provider.twilio.messages.after(0)] == [told]


async def test_a_messaging_service_chooses_the_sender(provider: TwilioProvider) -> None:
    service = TwilioProvider(provider.twilio, provider.served, sender="MG" + "0b" * 16)
    adapter = service.adapter(provider.url)
    assert isinstance(await adapter.send(saying("Hello")), Accepted)
    await adapter.close()
    assert [(sms.sender, sms.status) for sms in provider.twilio.messages.after(0)] == [("MG" + "0b" * 16, "accepted")]


async def test_numbers_are_written_the_one_way(provider: TwilioProvider, adapter: TwilioSms) -> None:
    answer = await adapter.send(parcel("0049 (0)151 / 123-456.78"))
    assert isinstance(answer, Accepted)
    assert [sms.to for sms in provider.twilio.messages.after(0)] == ["+4915112345678"]


@pytest.mark.parametrize("written", ["0151 12345678", "ada@example.com", "", "+0151 1234567", "+1234567890123456"])
async def test_what_names_no_country_is_no_number(provider: TwilioProvider, adapter: TwilioSms, written: str) -> None:
    answer = await adapter.send(parcel(written))
    assert isinstance(answer, Refused)
    assert (answer.fault, answer.suppress) == ("recipient", True)
    assert not written or written not in answer.detail
    assert not provider.taken()


async def test_who_wrote_stop_is_suppressed_and_start_lifts_it(provider: TwilioProvider, adapter: TwilioSms) -> None:
    await provider.twilio.telling.inbound(provider.address, SENDER, " stop ")
    answer = await adapter.send(saying("Hello"))
    assert isinstance(answer, Refused)
    assert (answer.fault, answer.opted_out) == ("recipient", True)
    assert "21610" in answer.detail
    await provider.twilio.telling.inbound(provider.address, SENDER, "START")
    assert isinstance(await adapter.send(saying("Hello")), Accepted)


@pytest.mark.parametrize(("text", "named"), [(" \n", "empty"), ("x" * 1601, "1601 characters")])
async def test_what_can_be_no_text_message_is_refused_before_the_call(
    provider: TwilioProvider, adapter: TwilioSms, text: str, named: str
) -> None:
    answer = await adapter.send(saying(text))
    assert isinstance(answer, Refused)
    assert answer.fault == "content"
    assert named in answer.detail
    assert not provider.taken()


async def test_the_longest_text_goes_through(provider: TwilioProvider, adapter: TwilioSms) -> None:
    assert isinstance(await adapter.send(saying("ü" * 1600)), Accepted)
    assert [sms.segments for sms in provider.twilio.messages.after(0)] == [11]


async def test_a_wrong_token_concerns_the_account(provider: TwilioProvider) -> None:
    adapter = TwilioProvider(provider.twilio, provider.served, secret="another").adapter(provider.url)
    answer = await adapter.send(saying("Hello"))
    await adapter.close()
    assert isinstance(answer, NotNow)
    assert answer.why == "breaker"


@pytest.mark.parametrize(
    "wrong",
    [{"account_sid": "AC1"}, {"auth_token": SecretStr("")}, {"sender": "12"}, {"sender": "A name far too long"},
     {"sender": "MG" + "g" * 32}, {"base_url": "no address"}, {"total_timeout": 20}],
)  # fmt: skip
def test_settings_that_cannot_be_right_are_refused(wrong: dict[str, object]) -> None:
    right = {
        "account_sid": ACCOUNT, "auth_token": SecretStr(TOKEN), "base_url": "https://api.twilio.com",
        "sender": "Twostep", "public_url": "https://links.shop.test",
    }  # fmt: skip
    TwilioSettings.model_validate(right)
    with pytest.raises(ValidationError):
        TwilioSettings.model_validate(right | wrong)


async def test_forgetting_deletes_the_messages_of_the_numbers_alone(
    provider: TwilioProvider, adapter: TwilioSms
) -> None:
    for number in ("+4915112345678", "+4915112345679"):
        for n in range(25):  # more than a page of them
            await adapter.send(saying(f"Hello {n}").model_copy(update={"address": number}))
    assert (await adapter.forget(["+49 151 12345678", "no number"])).taken
    assert {sms.to for sms in provider.twilio.messages.after(0)} == {"+4915112345679"}
    assert len(provider.twilio.messages) == 25
    assert (await adapter.forget(["+4915112345678"])).taken, "again is the same"
    assert (await adapter.forget([])).taken


async def test_forgetting_that_is_not_taken_says_why_and_names_nobody(provider: TwilioProvider) -> None:
    stranger = replace(provider, secret="another-token").adapter(provider.url)
    away = provider.adapter("http://127.0.0.1:9", seconds=1)
    for adapter, why in ((stranger, "401"), (away, "cannot be reached")):
        said = await adapter.forget(["+4915112345678"])
        assert not said.taken
        assert why in said.detail and "+49" not in said.detail
        await adapter.close()


async def test_too_many_requests_concern_the_whole_account(provider: TwilioProvider, adapter: TwilioSms) -> None:
    cases: list[tuple[Misbehaviour, bool]] = [("busy", True), ("unavailable", False)]
    for how, whole in cases:
        provider.misbehave(how)
        answer = await adapter.send(saying("Hello"))
        assert isinstance(answer, NotNow) and answer.until is not None
        assert answer.account_until == (answer.until if whole else None)
