"""A real browser for the tests of pages: one per session, a fresh profile and a fresh context for every page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Page, async_playwright, expect

from tools.browser import ADVICE, FLAGS, installed

PATIENCE = 30_000
"""milliseconds for what a page has to do: a machine that stands still for seconds fails no test"""

expect.set_options(timeout=PATIENCE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """For tests with `@pytest.mark.asyncio(loop_scope="session")`: it lives in the session's loop."""
    async with async_playwright() as playwright:
        path = installed(playwright.chromium.executable_path)
        if path is None:
            pytest.fail(ADVICE)
        started = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        await started.close()


@asynccontextmanager
async def opened(
    browser: Browser, url: str, *, width: int = 1280, dark: bool = False, scripts: bool = True, clean: bool = True
) -> AsyncIterator[Page]:
    """A page at `url`; with `clean` it may say nothing bad on its console until the context ends."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
    )
    context.set_default_timeout(PATIENCE)
    page, said = await context.new_page(), list[str]()

    def told(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    def thrown(error: Error) -> None:
        said.append(str(error))

    page.on("console", told)
    page.on("pageerror", thrown)
    try:
        await page.goto(url)
        yield page
        assert not (clean and said), said
    finally:
        await context.close()
