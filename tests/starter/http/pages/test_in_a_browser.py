"""The pages in a real browser: without scripts, by keyboard alone, on a small phone, in both languages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
import uvicorn
from playwright.async_api import Browser, Page, expect

from engine.contracts.inputs import ConsentChange, Identify
from engine.language.terms import Channel
from tests.browser import opened
from tests.standins.contrast import faint
from tests.starter.http.pages.folder import write
from tests.starter.http.pages.ground import Customer, Ground, ground_in

pytestmark = pytest.mark.asyncio(loop_scope="session")

SMS = ConsentChange(status="granted", channel=Channel.SMS)
EMAIL = ConsentChange(status="granted", channel=Channel.EMAIL)


@pytest_asyncio.fixture(loop_scope="session")
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with ground_in(tmp_path, write(tmp_path / "journeys")) as there:
        yield there


@asynccontextmanager
async def served(ground: Ground) -> AsyncIterator[str]:
    """The address of a real server."""
    server = uvicorn.Server(uvicorn.Config(ground.app, port=0, log_level="warning", lifespan="off"))
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


async def somebody(ground: Ground, language: str = "en") -> Customer:
    """She has a mail with links, and was asked to confirm her number."""
    ann = await ground.customer("ann", EMAIL, attributes={"language": language, "interests": ["records"]})
    if not any(one.message == "news" for one, _ in ann.sent):
        await ann.gets()
    await ann.takes(Identify(id="yes", at=datetime.now(UTC), consents=(SMS,)))
    return ann


async def focused(page: Page) -> str:
    """The name and value of what has the focus, or its text."""
    return str(
        await page.evaluate(
            "(() => { const a = document.activeElement; return a.name ? a.name + '=' + a.value : a.innerText })()"
        )
    )


async def tab_to(page: Page, wanted: str) -> None:
    for _ in range(40):
        if await focused(page) == wanted:
            outline = "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle })()"
            assert await page.evaluate(outline) == "solid", f"the focus on {wanted} cannot be seen"
            return
        await page.keyboard.press("Tab")
    pytest.fail(f"no Tab leads to {wanted}")


async def test_the_page_is_filled_in_by_keyboard_without_scripts(browser: Browser, ground: Ground) -> None:
    ann = await somebody(ground)
    async with served(ground) as address:
        path = ground.preferences(ann.sent[0][0])
        async with opened(browser, address + path, scripts=False) as page:
            await tab_to(page, "topic=jazz")
            await page.keyboard.press("Space")
            await tab_to(page, "frequency=any")
            await page.keyboard.press("ArrowDown")
            await tab_to(page, "paused_until=")
            day = datetime.now(UTC).date() + timedelta(days=20)
            await page.keyboard.type(day.strftime("%m%d%Y"))
            await tab_to(page, "interest=concerts")
            await page.keyboard.press("Space")
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("status")).to_contain_text("Saved")
            await expect(page.get_by_label("Jazz")).not_to_be_checked()
            await expect(page.get_by_label("At most once a week")).to_be_checked()
            await expect(page.get_by_label("Nothing before this day")).to_have_value(day.isoformat())
            assert await page.context.cookies() == []
        await ann.drains()
        assert ann.state.attributes["preferences"] == {"max_per_week": 1, "paused_until": day.isoformat()}
        assert ann.state.attributes["interests"] == ["records", "concerts"]
        assert ann.stands("email", "jazz") == "denied"


async def test_what_is_wrong_has_the_focus_and_leads_to_its_field(browser: Browser, ground: Ground) -> None:
    ann = await somebody(ground)
    async with (
        served(ground) as address,
        opened(browser, address + ground.preferences(ann.sent[0][0]), clean=False) as page,
    ):
        await page.get_by_label("Nothing before this day").fill("2020-01-01")
        await page.get_by_role("button", name="Save").click()
        await expect(page).to_have_title("There is a problem: What you receive from us – Blue Note")
        await page.wait_for_load_state()
        await expect(page.locator(":focus")).to_contain_text("The day is past")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Nothing before this day")).to_be_focused()
        await expect(page.get_by_label("Nothing before this day")).to_have_value("2020-01-01")
        assert await faint(page) == []


async def test_a_click_on_each_button(browser: Browser, ground: Ground) -> None:
    ann = await somebody(ground)
    news = next(one for one, _ in ann.sent if one.message == "news")
    confirmation = next(one for one, _ in ann.sent if one.message == "please-confirm")
    async with served(ground) as address:
        async with opened(browser, address + ground.confirm(confirmation), scripts=False) as page:
            await page.get_by_role("button", name="Confirm").click()
            await expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
            await page.goto(address + ground.u(news))
            await page.get_by_role("button", name="Unsubscribe").click()
            await expect(page.get_by_role("heading", level=1)).to_have_text("You are unsubscribed")
            await page.get_by_role("link", name="Choose what you want to receive").click()
            await expect(page.get_by_label("text message", exact=False)).to_be_checked()
            await expect(page.get_by_label("email", exact=False)).not_to_be_checked()
            await page.get_by_role("button", name="Unsubscribe from everything").click()
            await expect(page.get_by_role("status")).to_contain_text("unsubscribed from everything")
        await ann.drains()
        assert (ann.stands("email"), ann.stands("sms")) == ("denied", "denied")


_SMALL = (
    "[...document.querySelectorAll('button, .choice, select, input[type=date]')]"
    ".filter(e => e.offsetHeight < 44).length"
)
"""What is harder to hit than a finger is wide."""
_UNNAMED = "[...document.querySelectorAll('input:not([type=hidden]), select')].filter(e => !e.labels.length).length"


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", ["en", "de"])
async def test_every_page_can_be_read_on_a_small_phone(
    browser: Browser, ground: Ground, language: str, dark: bool
) -> None:
    ann = await somebody(ground, language)
    news = next(one for one, _ in ann.sent if one.message == "news")
    confirmation = next(one for one, _ in ann.sent if one.message == "please-confirm")
    paths = {
        "preferences": ground.preferences(news),
        "unsubscribe": ground.u(news),
        "confirm": ground.confirm(confirmation),
        "none": "/u/x",
    }
    async with served(ground) as address, opened(browser, "about:blank", width=320, dark=dark, clean=False) as page:
        for path in paths.values():
            await page.goto(address + path)
            assert await page.evaluate("document.documentElement.scrollWidth") == 320
            assert await faint(page) == []
            assert await page.evaluate(_SMALL) == 0
            assert await page.locator("h1").count() == 1
            assert await page.evaluate(_UNNAMED) == 0
            if path != paths["none"]:
                assert await page.evaluate("document.documentElement.lang") == language
