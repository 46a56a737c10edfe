"""Takes the pictures in docs/screenshots of what runs on this machine: `python -m tools.screenshots --help`."""

import argparse
import asyncio
import sys
from pathlib import Path

from playwright.async_api import Browser, ViewportSize, async_playwright

from tools.browser import ADVICE, FLAGS, installed

FOLDER = Path("docs/screenshots")
WIDE: ViewportSize = {"width": 1360, "height": 820}


async def take_inbox(browser: Browser, inbox_url: str, recipient: str, path: Path = FOLDER / "inbox.png") -> None:
    """The recipient's newest mail, opened, in the inbox of the mail stand-in."""
    context = await browser.new_context(viewport=WIDE, color_scheme="light")
    try:
        page = await context.new_page()
        await page.goto(inbox_url)
        await page.get_by_label("Find a recipient").fill(recipient)
        await page.get_by_role("button", name="Find").click()
        await page.locator("#mails li a").first.click()
        await page.frame_locator("iframe").locator("body").wait_for()
        path.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=path)
    finally:
        await context.close()


async def _take(inbox_url: str, recipient: str) -> None:
    async with async_playwright() as playwright:
        path = installed(playwright.chromium.executable_path)
        if path is None:
            sys.exit(ADVICE)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        await take_inbox(browser, inbox_url, recipient)
        await browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tools.screenshots", description=__doc__)
    parser.add_argument("--inbox", default="http://127.0.0.1:8025", help="where the mail stand-in is")
    parser.add_argument("--to", default="ann@example.com", help="whose mail to show")
    arguments = parser.parse_args()
    asyncio.run(_take(arguments.inbox, arguments.to))


if __name__ == "__main__":
    main()
