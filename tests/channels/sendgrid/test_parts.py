"""What a mail by SendGrid has beside its bodies: files, images inside, tracking, a subuser, an address for answers."""

import base64
from collections.abc import AsyncIterator

import pytest
from pydantic import HttpUrl, SecretStr

from channels.building import ProviderValues, built
from channels.sendgrid import payload
from channels.sendgrid.email import SendGridEmail
from channels.sendgrid.settings import SendGridSettings
from engine.contracts.answers import Accepted, NotNow, Refused
from engine.contracts.parcel import Attachment, Parcel
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from tests.channels.contract import parcel

KEY = "SG.a-key-for-tests"
GUIDE = Attachment(name="Guide.pdf", media_type="application/pdf", content=base64.b64encode(b"%PDF").decode())
LOGO = Attachment(
    name="logo.png", media_type="image/png", content=base64.b64encode(b"\x89PNG").decode(), content_id="logo"
)


@pytest.fixture
async def running() -> AsyncIterator[RunningSendGrid]:
    running = await start_sendgrid(api_key=KEY)
    yield running
    await running.close()


@pytest.fixture
async def adapter(running: RunningSendGrid) -> AsyncIterator[SendGridEmail]:
    url = HttpUrl(running.base_url)
    settings = SendGridSettings(api_key=SecretStr(KEY), base_url=url, mail_from="shop@example.com")
    adapter = SendGridEmail(settings, lambda _parcel: {})
    yield adapter
    await adapter.close()


def mail(**changes: object) -> Parcel:
    plain = parcel("ada@example.com")
    return plain.model_copy(update={"rendered": plain.rendered.model_copy(update=changes)})


async def test_files_go_along_and_images_stand_inside(running: RunningSendGrid, adapter: SendGridEmail) -> None:
    html = '<img src="cid:logo" alt="">'
    assert isinstance(await adapter.send(mail(html=html, attachments=(GUIDE, LOGO))), Accepted)
    [kept] = running.mailbox.after(0)
    assert kept.other["attachments"] == ["Guide.pdf", "logo.png"]
    assert kept.images == {"logo": f"data:image/png;base64,{LOGO.content}"}


async def test_what_is_not_to_be_tracked_says_so(running: RunningSendGrid, adapter: SendGridEmail) -> None:
    await adapter.send(mail())
    await adapter.send(mail(track_opens=False, track_clicks=False))
    plain, untracked = (kept.other["tracking_settings"] for kept in running.mailbox.after(0))
    assert plain == {"subscription_tracking": {"enable": False}}
    assert untracked == {
        "subscription_tracking": {"enable": False},
        "open_tracking": {"enable": False},
        "click_tracking": {"enable": False, "enable_text": False},
    }


async def test_an_answer_goes_where_the_message_says(running: RunningSendGrid, adapter: SendGridEmail) -> None:
    assert isinstance(await adapter.send(mail(headers={"Reply-To": "care@shop.example"})), Accepted)
    [kept] = running.mailbox.after(0)
    assert kept.other["reply_to"] == {"email": "care@shop.example"}
    assert kept.headers == {}


async def test_a_subuser_is_named_to_the_account_of_the_key(running: RunningSendGrid) -> None:
    values = ProviderValues.model_validate(
        {
            "public_url": "https://shop.test", "link_key": "k" * 32, "sendgrid_api_key": KEY,
            "sendgrid_base_url": running.base_url, "mail_from": "shop@example.com", "sendgrid_subuser": "shop-eu",
        }
    )  # fmt: skip
    adapter = built("email", "sendgrid", values)
    assert isinstance(await adapter.send(mail()), Accepted)
    assert (await adapter.forget(["nobody@example.com"])).taken
    await adapter.close()
    [kept] = running.mailbox.after(0)
    assert kept.other["on-behalf-of"] == "shop-eu"


async def test_a_subuser_in_the_eu_is_sent_for_by_the_eu_address(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = SendGridSettings(
        api_key=SecretStr(KEY),
        base_url=HttpUrl("https://api.eu.sendgrid.com"),
        mail_from="shop@example.com",
        subuser="shop-eu",
    )
    adapter = SendGridEmail(settings, lambda _parcel: {})
    monkeypatch.setattr("aiohttp.resolver.ThreadedResolver.resolve", _nobody)
    answer = await adapter.send(mail())
    await adapter.close()
    assert isinstance(answer, NotNow)
    assert "api.eu.sendgrid.com:443" in answer.detail


async def _nobody(self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
    raise OSError("no such name")


async def test_a_mail_beyond_the_limit_is_not_sent(
    running: RunningSendGrid, adapter: SendGridEmail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(payload, "MOST_BYTES", 20_000)
    large = GUIDE.model_copy(update={"content": base64.b64encode(b"x" * 20_000).decode()})
    answer = await adapter.send(mail(attachments=(large,)))
    assert isinstance(answer, Refused)
    assert answer.fault == "content"
    assert "20,000 at most" in answer.detail
    assert not len(running.mailbox)
