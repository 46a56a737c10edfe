"""The inbox in a real browser: mails that came through the API, found, opened, and kept in their cage."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp
import mjml
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from tests.browser import opened
from tests.standins.asking import KEY, post
from tests.standins.contrast import faint
from tests.standins.payloads import payload

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAIL = mjml.mjml2html(
    "<mjml><mj-head><mj-preview>Drei Dinge vorab</mj-preview><mj-font name='none' href=''/></mj-head><mj-body>"
    "<mj-section><mj-column><mj-text font-family='sans-serif'>Willkommen in Köln</mj-text>"
    "<mj-button font-family='sans-serif' href='https://shop.example/go?utm_source=twostep'>Los</mj-button>"
    "</mj-column></mj-section></mj-body></mjml>"
)
TEXT = "\n  Willkommen,\r\n\n\tJörg & <Söhne>   \n"
ONE_CLICK = {
    "List-Unsubscribe": "<https://shop.example/u/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def inbox() -> AsyncIterator[RunningSendGrid]:
    running = await start_sendgrid(api_key=KEY)
    yield running
    await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def http(inbox: RunningSendGrid) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(inbox.base_url, headers={"Authorization": f"Bearer {KEY}"}) as session:
        yield session


async def test_a_mail_is_found_by_its_recipient_and_opened(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    await three_mails(http)
    async with opened(browser, inbox.base_url) as page:
        await expect(subjects(page)).to_have_text(["🎧 Ohrhörer", "Willkommen", "Hello"])
        await page.get_by_role("link", name="ann@example.com 2 mails").click()
        await expect(page).to_have_url(f"{inbox.base_url}/?to=ann%40example.com")
        await expect(subjects(page)).to_have_text(["🎧 Ohrhörer", "Willkommen"])
        row = page.get_by_role("link", name="Willkommen")
        assert "Drei Dinge vorab Willkommen in Köln" in await row.inner_text()
        await row.click()
        await expect(page).to_have_url(f"{inbox.base_url}/mails/2?to=ann%40example.com")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Willkommen")
        await expect(page.frame_locator("iframe").get_by_text("Willkommen in Köln")).to_be_visible()
        await expect(subjects(page)).to_have_text(["🎧 Ohrhörer", "Willkommen"])


async def test_the_other_views_of_a_mail(browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession) -> None:
    await three_mails(http)
    async with opened(browser, f"{inbox.base_url}/mails/2") as page:
        await page.get_by_role("link", name="Text", exact=True).click()
        # The DOM of a browser has the very characters of the text part.
        assert await page.locator("pre").text_content() == TEXT
        await page.get_by_role("link", name="Links", exact=True).click()
        link = page.get_by_role("link", name="https://shop.example/go")
        assert await link.get_attribute("rel") == "noopener noreferrer"
        await page.get_by_role("link", name="Headers", exact=True).click()
        assert await page.get_by_role("row", name="List-Unsubscribe-Post").inner_text() == (
            "List-Unsubscribe-Post\tList-Unsubscribe=One-Click"
        )
        assert await page.get_by_role("row", name="custom_args.order").inner_text() == "custom_args.order\t4711"
        await page.get_by_role("link", name="Source", exact=True).click()
        assert await page.locator("pre").text_content() == MAIL


async def test_unsubscribe_stands_beside_the_sender_and_explains_itself(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    await three_mails(http)
    await post(http, payload(headers={"List-Unsubscribe": "<mailto:out@example.com>"}))
    async with opened(browser, f"{inbox.base_url}/mails/2") as page:
        offered = page.locator(".who").get_by_text("Unsubscribe", exact=True)
        await offered.click()
        assert "one POST" in await page.locator("details").inner_text()
        assert "https://shop.example/u/1" in await page.locator("details").inner_text()
        box = await page.locator("details div").bounding_box()
        assert box is not None and box["x"] + box["width"] <= 1280
        await page.goto(f"{inbox.base_url}/mails/4")
        await offered.click()
        assert "without List-Unsubscribe-Post" in await page.locator("details").inner_text()
        await page.goto(f"{inbox.base_url}/mails/1")
        assert await offered.count() == 0


async def test_a_hostile_mail_does_not_leave_its_cage(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    async with listening(hostile) as (address, asked):
        html = hostile(address)
        await post(http, payload(subject=f"</title><script>{_beacon(address)}</script>", content=bodies(html, html)))
        async with opened(browser, f"{inbox.base_url}/mails/1", clean=False) as page:
            frame = page.frame_locator("iframe")
            await frame.get_by_text("hostile").wait_for()
            for clicked in ("form", "top", "new"):
                await frame.get_by_text(clicked, exact=True).click()
            await frame.get_by_text("self", exact=True).click()
            assert page.url == f"{inbox.base_url}/mails/1" and len(page.context.pages) == 1
            await page.goto(f"{inbox.base_url}/mails/1/html")
            await page.get_by_role("button", name="form").click()
            for view in ("text", "links", "headers", "source"):
                await page.goto(f"{inbox.base_url}/mails/1?view={view}")
            await page.goto(inbox.base_url)
            await expect(page).to_have_title("All mails – Inbox")
            assert asked == []
            # The same markup outside the cage shows that this test would have seen it.
            await page.goto(f"{address}/uncaged")
            async with asyncio.timeout(60):
                while {"/script", "/image", "/style", "/frame", "/refresh"} - set(asked):
                    await asyncio.sleep(0.02)


async def test_a_phone_shows_one_pane_and_ways_back(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    await three_mails(http)
    async with opened(browser, inbox.base_url, width=375) as page:
        await expect(panes(page)).to_have_id("recipients")
        await page.get_by_role("link", name="ann@example.com").click()
        await expect(panes(page)).to_have_id("mails")
        await page.get_by_role("link", name="Willkommen").click()
        await expect(panes(page)).to_have_id("opened")
        await page.wait_for_load_state()
        assert await page.evaluate("document.documentElement.scrollWidth") == 375
        await page.get_by_role("link", name="ann@example.com").click()
        await page.get_by_role("link", name="Recipients").click()
        await expect(page).to_have_url(f"{inbox.base_url}/")


async def test_a_mail_is_looked_at_as_wide_as_a_phone(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    await three_mails(http)
    async with opened(browser, f"{inbox.base_url}/mails/2") as page:
        inner = page.frame_locator("iframe").locator("html")
        assert await inner.evaluate("() => innerWidth") > 500
        await page.get_by_role("link", name="Phone, 375 px").click()
        await page.wait_for_load_state()
        assert await inner.evaluate("() => innerWidth") == 375


async def test_everything_is_reached_with_the_keyboard(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    await three_mails(http)
    async with opened(browser, inbox.base_url) as page:
        await page.keyboard.press("Tab")
        assert await focused(page) == "Skip to the mails"
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("#mails$"))
        assert "Ohrhörer" in await tabbed(page)
        assert "Willkommen" in await tabbed(page)
        assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/mails/2")
        reached = {await tabbed(page) for _ in range(24)}
        assert {"Inbox", "Find", "All mails 3 mails", "Unsubscribe", "Text", "Headers", "Phone, 375 px"} <= reached


@pytest.mark.parametrize("dark", [False, True])
async def test_every_text_has_enough_contrast(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession, dark: bool
) -> None:
    async with opened(browser, inbox.base_url, dark=dark) as page:
        assert await faint(page) == []
        await three_mails(http)
        shades = [await page.evaluate("getComputedStyle(document.body).backgroundColor")]
        assert shades == ["rgb(20, 24, 31)" if dark else "rgb(255, 255, 255)"]
        for path in ("/?to=nobody", "/mails/2", "/mails/2?view=headers", "/mails/2?view=links", "/mails/3?view=look"):
            await page.goto(inbox.base_url + path)
            assert await faint(page) == []


async def test_new_mails_appear_by_themselves(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    async with opened(browser, "about:blank") as page:
        await page.clock.install()
        await page.goto(inbox.base_url)
        await expect(page.get_by_role("heading", level=1)).to_have_text("No mail yet")
        await expect(panes(page)).to_have_id("opened")
        await three_mails(http)
        await page.clock.run_for(3000)
        await page.locator("#status", has_text="3 mails").wait_for()
        await page.locator("#mails li a").nth(1).focus()
        await post(http, payload(subject="Later"))
        await page.clock.run_for(3000)
        await page.locator("#status", has_text="4 mails").wait_for()
        await expect(subjects(page)).to_have_text(["Later", "🎧 Ohrhörer", "Willkommen", "Hello"])
        await expect(page.locator(":focus")).to_contain_text("Willkommen")


async def test_it_works_without_javascript(
    browser: Browser, inbox: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    await three_mails(http)
    async with opened(browser, inbox.base_url, scripts=False) as page:
        await page.get_by_label("Find a recipient").fill("ANN@")
        await page.get_by_role("button", name="Find").click()
        await expect(subjects(page)).to_have_text(["🎧 Ohrhörer", "Willkommen"])
        await page.get_by_role("link", name="Willkommen").click()
        await expect(page.frame_locator("iframe").get_by_text("Willkommen in Köln")).to_be_visible()


async def three_mails(http: aiohttp.ClientSession) -> None:
    ann = {"to": [{"email": "ann@example.com", "name": "Ann"}], "custom_args": {"order": "4711"}}
    welcome = payload(personalizations=[ann], subject="Willkommen", content=bodies(MAIL, TEXT), headers=ONE_CLICK)
    buds = payload(personalizations=[ann], subject="🎧 Ohrhörer", content=bodies("", "Leiser"), headers=ONE_CLICK)
    for sent in (payload(), welcome, buds):
        assert (await post(http, sent)).status == 202


def bodies(html: str, text: str) -> list[dict[str, str]]:
    plain = {"type": "text/plain", "value": text}
    return [plain, {"type": "text/html", "value": html}] if html else [plain]


def hostile(address: str) -> str:
    """Everything that a mail might do to be noticed elsewhere; `uncaged` it is noticed."""
    return (
        f'<p>hostile</p><script>{_beacon(address)}</script><img src="{address}/image" onerror="{_beacon(address)}">'
        f'<link rel="stylesheet" href="{address}/style"><iframe src="{address}/frame"></iframe>'
        f'<form action="{address}/form" target="_top"><button>form</button></form>'
        + "".join(f'<a href="{address}/link" target="_{target}">{target}</a>' for target in ("top", "new", "self"))
        + f'<meta http-equiv="refresh" content="0; url={address}/refresh">'
    )


def _beacon(address: str) -> str:
    return f"fetch('{address}/script', {{mode: 'no-cors'}})"


@asynccontextmanager
async def listening(html: Callable[[str], str]) -> AsyncIterator[tuple[str, list[str]]]:
    """A server and the paths that it was asked for; at `/uncaged` it has the markup as an ordinary page."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readline()).decode().split()[1]
        asked.append(path)
        body = html(address).encode() if path == "/uncaged" else b""
        writer.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nAccess-Control-Allow-Origin: *\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1") as server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield address, asked


def subjects(page: Page) -> Locator:
    return page.locator("#mails .subject")


def panes(page: Page) -> Locator:
    """Those that are visible; an id can be expected of one alone."""
    return page.locator(".pane:visible")


async def focused(page: Page) -> str:
    said = await page.evaluate("document.activeElement.innerText || document.activeElement.textContent")
    return " ".join(str(said).split())


async def tabbed(page: Page) -> str:
    await page.keyboard.press("Tab")
    return await focused(page)
