"""Takes the pictures in docs/screenshots of a Twostep that it starts and walks a customer through."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from tools.browser import ADVICE, FLAGS, installed
from tools.installation import Installation, installed_here

FOLDER = Path("docs/screenshots")
WIDE: ViewportSize = {"width": 1360, "height": 820}
PAGE: ViewportSize = {"width": 1280, "height": 1200}
CUSTOMER = "ann"


async def take_inbox(browser: Browser, inbox_url: str, recipient: str, path: Path = FOLDER / "inbox.png") -> None:
    """The recipient's newest mail, opened, in the inbox of the mail stand-in."""
    async with _opened(browser, inbox_url, WIDE) as page:
        await page.get_by_label("Find a recipient").fill(recipient)
        await page.get_by_role("button", name="Find").click()
        await page.locator("#mails li a").first.click()
        await page.frame_locator("iframe").locator("body").wait_for()
        await _shoot(page, path)


async def take_temporal(browser: Browser, ui_url: str, customer: str, folder: Path = FOLDER) -> None:
    """Her workflow in Temporal's UI: the timeline, then the current details."""
    async with _opened(browser, f"{ui_url}/namespaces/default/workflows/customer-{customer}", PAGE) as page:
        await page.wait_for_url("**/timeline")
        summary = page.get_by_text("email: Welcome to your new phone")
        await summary.first.wait_for()
        await page.wait_for_timeout(1_000)  # it is drawn anew after every event that it hears of
        await _shoot(page, folder / "temporal-timeline.png")
        await page.goto(page.url.replace("/timeline", "/user-metadata"))
        await page.get_by_text("Current Details").wait_for()
        await page.wait_for_timeout(4_000)  # they come in a frame of their own
        await _shoot(page, folder / "temporal-details.png")


async def take_story(browser: Browser, here: Installation, customer: str, folder: Path = FOLDER) -> None:
    """The page that `twostep timeline --html` writes, with the rules of one decision unfolded."""
    file = here.folder / "story.html"
    await here.twostep("timeline", customer, "--html", str(file))
    async with _opened(browser, file.as_uri(), PAGE) as page:
        await page.locator("summary").nth(1).click()
        await _shoot(page, folder / "story.png")


async def _shoot(page: Page, path: Path) -> None:
    """In 256 colours: a third of the size, and nobody sees it in a page of text."""
    taken = Image.open(BytesIO(await page.screenshot()))
    taken.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)


@asynccontextmanager
async def _opened(browser: Browser, url: str, size: ViewportSize) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport=size, color_scheme="light")
    try:
        page = await context.new_page()
        await page.goto(url)
        yield page
    finally:
        await context.close()


async def _take() -> None:
    async with async_playwright() as playwright:
        path = installed(playwright.chromium.executable_path)
        if path is None:
            sys.exit(ADVICE)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        async with installed_here() as here:
            await here.walk(CUSTOMER)
            await take_temporal(browser, here.temporal_ui, CUSTOMER)
            await take_story(browser, here, CUSTOMER)
            await take_inbox(browser, here.inbox, f"{CUSTOMER}@example.com")
        await browser.close()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(_take())
