"""SendGrid email: the contract of every channel, and what is SendGrid's own."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest
from pydantic import HttpUrl, SecretStr

from channels.sendgrid.email import SendGridEmail
from channels.sendgrid.settings import SendGridSettings
from channels.unsubscribe import UnsubscribeLinks, UnsubscribeSettings
from engine.contracts.answers import Accepted, NotNow, Refused
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter
from engine.language.terms import Channel
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from tests.channels.contract import ChannelContract, Taken, parcel
from tests.channels.misbehaving import Misbehaviour, fault_of
from tests.channels.raw_servers import answers, raw_server

KEY = "SG.a-key-for-tests"
LINKS = UnsubscribeLinks(UnsubscribeSettings(base_url=HttpUrl("https://links.shop.test/"), key=SecretStr("k" * 32)))


@dataclass(frozen=True)
class SendGrid:
    """The stand-in as the contract suite drives it."""

    running: RunningSendGrid
    secret: str = KEY
    address: str = "ada.l@example.com"
    bad_address: str = "ada at example.com"
    taken_answer: bytes = b"HTTP/1.1 202 Accepted\r\nX-Message-Id: 0123456789abcdef\r\nContent-Length: 0\r\n\r\n"

    @property
    def url(self) -> str:
        return self.running.base_url

    def address_at(self, url: str) -> str:
        return self.address

    def adapter(self, url: str, seconds: float = 10.0) -> SendGridEmail:
        settings = SendGridSettings(
            api_key=SecretStr(self.secret),
            base_url=HttpUrl(url),
            mail_from="shop@example.com",
            from_name="The shop",
            connect_timeout=seconds,
            total_timeout=seconds,
        )
        return SendGridEmail(settings, LINKS.email_headers)

    def misbehave(self, how: Misbehaviour) -> None:
        self.running.faults.order(fault_of(how, f"{self.address.upper()} with {self.secret}"))

    def taken(self) -> Sequence[Taken]:
        return [
            Taken(
                message_id=mail.custom_args["twostep_message_id"],
                attempt=mail.custom_args["twostep_attempt"],
                address=mail.to[0]["email"],
                labels=(
                    *mail.categories,
                    *mail.custom_args,
                    *mail.custom_args.values(),
                    *mail.headers.values(),
                ),
            )
            for mail in self.running.mailbox.after(0)
        ]


@pytest.fixture
async def provider() -> AsyncIterator[SendGrid]:
    running = await start_sendgrid(api_key=KEY)
    yield SendGrid(running)
    await running.close()


@pytest.fixture
async def adapter(provider: SendGrid) -> AsyncIterator[SendGridEmail]:
    adapter = provider.adapter(provider.url)
    yield adapter
    await adapter.close()


class TestContract(ChannelContract):
    pass


def with_headers(headers: dict[str, str], marketing: bool = True) -> Parcel:
    plain = parcel("ada.l@example.com", marketing=marketing)
    return plain.model_copy(update={"rendered": plain.rendered.model_copy(update={"headers": headers})})


def test_satisfies_the_protocol(provider: SendGrid) -> None:
    adapter: ChannelAdapter = provider.adapter(provider.url)
    assert (adapter.channel, adapter.dedupes) == (Channel.EMAIL, "none")


async def test_a_marketing_email_can_be_unsubscribed_by_one_click(provider: SendGrid, adapter: SendGridEmail) -> None:
    await adapter.send(with_headers({"X-Mailer": "Twostep", "list-unsubscribe": "<https://elsewhere.example>"}))
    [mail] = provider.running.mailbox.after(0)
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail.headers["X-Mailer"] == "Twostep"
    assert "list-unsubscribe" not in mail.headers
    prefix, token = mail.headers["List-Unsubscribe"].strip("<>").rsplit("/", 1)
    assert prefix == "https://links.shop.test/u"
    unsubscription = LINKS.read(token)
    assert unsubscription is not None
    assert unsubscription.message_id == "0f" * 16


async def test_a_message_with_both_headers_of_its_own_keeps_them(provider: SendGrid, adapter: SendGridEmail) -> None:
    own = {
        "List-Unsubscribe": "<https://own.example/u>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    await adapter.send(with_headers(own))
    [mail] = provider.running.mailbox.after(0)
    assert mail.headers == own


async def test_an_essential_email_gets_through_a_complaint_and_has_no_one_click(
    provider: SendGrid, adapter: SendGridEmail
) -> None:
    await adapter.send(parcel(provider.address, marketing=False))
    await adapter.send(parcel(provider.address, marketing=True))
    essential, marketing = provider.running.mailbox.after(0)
    assert essential.headers == {}
    assert essential.other["mail_settings"] == {
        "bypass_spam_management": {"enable": True},
        "bypass_unsubscribe_management": {"enable": True},
    }
    assert "mail_settings" not in marketing.other


async def test_the_mail_reads_as_rendered(provider: SendGrid, adapter: SendGridEmail) -> None:
    sent = parcel(provider.address)
    await adapter.send(sent)
    [mail] = provider.running.mailbox.after(0)
    assert (mail.subject, mail.text, mail.html) == (
        sent.rendered.subject,
        sent.rendered.text,
        sent.rendered.html,
    )
    assert mail.sender == {"email": "shop@example.com", "name": "The shop"}
    assert set(mail.categories) == {"next-record", "lifecycle", "store"}, "for the provider's statistics"
    assert mail.custom_args == {"twostep_message_id": "0f" * 16, "twostep_attempt": "1"}


async def test_a_category_is_given_once(provider: SendGrid, adapter: SendGridEmail) -> None:
    answer = await adapter.send(parcel(provider.address).model_copy(update={"department": "next-record"}))
    assert isinstance(answer, Accepted)
    [mail] = provider.running.mailbox.after(0)
    assert sorted(mail.categories) == ["lifecycle", "next-record"]


async def test_a_display_name_in_the_address_reaches_nobody(provider: SendGrid, adapter: SendGridEmail) -> None:
    answer = await adapter.send(parcel("Ada <ada.l@example.com>"))
    assert isinstance(answer, Refused)
    assert answer.fault == "recipient"
    assert not provider.taken()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"subject": " "}, "subject is empty"),
        ({"subject": "one\nBcc: two"}, "line break"),
        ({"html": "", "text": "\n"}, "both bodies are empty"),
        ({"text": "SG.abc.def is a key"}, "API key"),
        ({"headers": {"X-A": "1\r\nBcc: b@example.com"}}, "'X-A'"),
    ],
)
async def test_what_cannot_be_an_email_is_refused_before_the_call(
    provider: SendGrid, adapter: SendGridEmail, change: dict[str, object], named: str
) -> None:
    plain = parcel(provider.address)
    answer = await adapter.send(plain.model_copy(update={"rendered": plain.rendered.model_copy(update=change)}))
    assert isinstance(answer, Refused)
    assert answer.fault == "content"
    assert named in answer.detail
    assert not provider.taken()


async def test_a_wrong_key_concerns_the_account(provider: SendGrid) -> None:
    stranger = SendGrid(provider.running, secret="SG.another")
    adapter = stranger.adapter(provider.url)
    answer = await adapter.send(parcel(provider.address))
    await adapter.close()
    assert answer.answer == "not_now"
    assert answer.why == "breaker"


async def test_an_error_whose_body_never_ends_keeps_its_certainty(provider: SendGrid) -> None:
    torn = b'HTTP/1.1 403 Forbidden\r\nContent-Length: 1000\r\n\r\n{"errors":'
    async with raw_server(answers(torn)) as server:
        adapter = provider.adapter(server.url, seconds=3)
        answer = await adapter.send(parcel(provider.address))
        await adapter.close()
    assert isinstance(answer, Refused)
    assert (answer.fault, answer.detail) == ("configuration", "403")


async def test_a_mail_of_two_megabytes_goes_through(provider: SendGrid, adapter: SendGridEmail) -> None:
    plain = parcel(provider.address)
    long = plain.rendered.model_copy(update={"html": "<p>x</p>" * 250_000})
    assert isinstance(await adapter.send(plain.model_copy(update={"rendered": long})), Accepted)
    [mail] = provider.running.mailbox.after(0)
    assert mail.html == long.html


async def test_forgetting_deletes_the_mails_of_the_addresses_alone(provider: SendGrid) -> None:
    adapter = provider.adapter(provider.url)
    for address in ("ann@example.com", "bob@example.com"):
        await adapter.send(parcel(address))
    assert (await adapter.forget(["ann@example.com", " ann@example.com", "no address"])).taken
    assert [mail.to[0]["email"] for mail in provider.running.mailbox.after(0)] == ["bob@example.com"]
    assert (await adapter.forget(["ann@example.com"])).taken, "again is the same"
    assert (await adapter.forget([])).taken
    await adapter.close()


async def test_forgetting_that_is_not_taken_says_why_and_names_nobody(provider: SendGrid) -> None:
    refused, lost = provider.adapter(f"{provider.url}/nowhere"), provider.adapter("http://127.0.0.1:9")
    for adapter, why in ((refused, "recipients.erasejob.create"), (lost, "cannot be reached")):
        said = await adapter.forget(["ann@example.com"])
        assert not said.taken
        assert why in said.detail
        assert "ann@" not in said.detail
        await adapter.close()


async def test_too_many_requests_concern_the_whole_account(provider: SendGrid, adapter: SendGridEmail) -> None:
    cases: list[tuple[Misbehaviour, bool]] = [("busy", True), ("unavailable", False)]
    for how, whole in cases:
        provider.misbehave(how)
        answer = await adapter.send(parcel(provider.address))
        assert isinstance(answer, NotNow) and answer.until is not None
        assert answer.account_until == (answer.until if whole else None)
