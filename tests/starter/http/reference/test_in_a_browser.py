"""The page of the API in a real browser: without scripts, by keyboard, on a small phone, light and dark."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from starter.http.document import app_over_nothing
from tests.browser import opened
from tests.standins.contrast import faint
from tests.starter.http.serving import served

pytestmark = pytest.mark.asyncio(loop_scope="session")

_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_FOCUSED = "document.activeElement.id || document.activeElement.innerText"
_TOP = "document.getElementById('post-v1-decisions-ask').getBoundingClientRect().top"
_GROUND = "getComputedStyle(document.body).backgroundColor"
_SMALL = "[...document.querySelectorAll('nav a')].filter(e => e.offsetHeight < 24).length"
"""What is harder to hit than WCAG 2.2 lets it be."""


@asynccontextmanager
async def shown() -> AsyncIterator[str]:
    """The address of the page, on a real server."""
    async with app_over_nothing() as app, served(app) as address:
        yield f"{address}/docs"


async def test_it_is_read_on_a_small_phone_and_walked_through_by_keyboard(browser: Browser) -> None:
    async with shown() as address, opened(browser, address, width=320, scripts=False) as page:
        grounds = list[str]()
        for scheme in _SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            assert await faint(page) == []
            grounds.append(str(await page.evaluate(_GROUND)))
        assert len(set(grounds)) == 2, "the policy of the page does not let its own style in"
        for width in (320, 800, 1280):
            await page.set_viewport_size({"width": width, "height": 800})
            assert await page.evaluate("document.documentElement.scrollWidth") == width
            assert await page.evaluate(_SMALL) == 0
        await page.keyboard.press("Tab")
        assert await page.evaluate(_FOCUSED) == "Skip the contents"
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await page.evaluate(_FOCUSED) == "openapi.json"
        await page.get_by_role("navigation").get_by_role("link", name="POST /v1/decisions/ask").press("Enter")
        await expect(page).to_have_url(f"{address}#post-v1-decisions-ask")
        assert abs(await page.evaluate(_TOP)) < 100
