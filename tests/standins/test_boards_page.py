"""The places of the inbox in a real browser: read, answered, reported back, without scripts and on a phone."""

import re
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from engine.language.terms import Channel
from tests.browser import opened
from tests.standins.contrast import faint
from tests.standins.houses import Street, open_street, postcard, script

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def street() -> AsyncIterator[Street]:
    async with open_street() as street:
        yield street


async def test_a_text_is_answered_with_stop_and_a_new_one_comes_by_itself(browser: Browser, street: Street) -> None:
    await street.text("Your parcel is here.")
    async with opened(browser, street.url) as page:
        await page.get_by_role("link", name="Texts").click()
        card = page.get_by_role("article").filter(has_text="Your parcel is here.")
        await card.get_by_label("Write back").fill("Stop it")
        await street.text("A second one.")
        await page.evaluate("look()")
        assert await card.get_by_label("Write back").input_value() == "Stop it", "half a reply is left alone"
        await card.get_by_role("button", name="Reply").click()
        await page.get_by_role("article").filter(has_text="A second one.").wait_for()
        await card.get_by_role("button", name="STOP").click()
        await expect(card.get_by_label("Said back").locator("li")).to_have_text(["Stop it", "STOP"])
        await expect(page).to_have_url(re.compile("/inbox/texts#n1$"))
    requests = await street.receiver.wait(2)
    forms = [parse_qs(body.decode()) for path, _, body in requests if path == "/webhooks/twilio"]
    assert [(form["Body"], form.get("OptOutType")) for form in forms] == [(["Stop it"], None), (["STOP"], ["STOP"])]


async def test_a_call_is_made_and_a_postcard_printed_without_scripts(browser: Browser, street: Street) -> None:
    await street.task(Channel.CALL, "+4915112345678", script(attempts=2))
    await street.task(Channel.MAIL, "Torstrasse 1, Berlin", postcard(), "1e" * 16)
    async with opened(browser, f"{street.url}/inbox/calls", scripts=False) as page:
        await page.get_by_role("button", name="No answer").click()
        await page.get_by_label("When (UTC)").fill("2026-03-28T10:30")
        await page.get_by_role("button", name="Call back").click()
        await expect(page.get_by_label("Said back").locator("li")).to_have_text(["no answer", "call back at"])
        await page.get_by_role("button", name="Reached").click()
        await expect(page.get_by_role("button", name="Reached"), "it is done").to_have_count(0)
        await page.get_by_role("link", name="Print").click()
        frame = page.frame_locator("iframe")
        assert await frame.get_by_role("heading").inner_text() == "Welcome to Berlin"
        await page.get_by_role("button", name="Printed").click()
        await page.get_by_text("printed", exact=True).wait_for()


async def test_opening_a_mail_in_the_inbox_is_told(browser: Browser, street: Street) -> None:
    await street.mail()
    async with opened(browser, f"{street.url}/mails/1") as page:
        await told(street, "open")
        await page.get_by_role("button", name="Report spam").click()
        await told(street, "spamreport")


async def told(street: Street, name: str) -> None:
    await street.receiver.until(lambda: name in [event["event"] for event in street.receiver.events()])


@pytest.mark.parametrize("dark", [False, True])
async def test_the_places_can_be_read_and_nothing_is_cut_off_on_a_phone(
    browser: Browser, street: Street, dark: bool
) -> None:
    await street.text("x" * 120)
    await street.task(Channel.CALL, "+4915112345678", script())
    await street.task(Channel.MAIL, "Torstrasse 1, Berlin", postcard(), "1e" * 16)
    for place in ("texts", "calls", "print", "push"):
        async with opened(browser, f"{street.url}/inbox/{place}", width=375, dark=dark) as page:
            assert await page.evaluate("document.documentElement.scrollWidth") <= 375, place
            assert await faint(page) == [], place
            assert await page.get_by_role("heading", level=1).count() == 1
