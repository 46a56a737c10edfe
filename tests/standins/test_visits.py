"""The place of visits: it asks the doors as a till does, shows what waits, and tells what became of it."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from playwright.async_api import Browser, expect

from standins.inbox.boards import Boards
from standins.inbox.page import page_routes
from standins.serving import Served, serve
from standins.visits.board import Visits
from tests.browser import opened

SHOWN = [
    {"message_id": "m/1", "message": "a", "title": "A case for it", "subject": "", "html": "", "text": "Show cases.",
     "url": "", "lapses": "2026-03-28T10:10:00Z"},
    {"message_id": "m2", "message": "b", "title": "Second", "subject": "", "html": "<p>Hi</p>", "text": "", "url": "",
     "lapses": "2026-03-28T10:10:00Z"},
]  # fmt: skip


class Doors:
    """What the doors answer, and what they were asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None, dict[str, object]]] = []
        self.status = 200

    async def take(self, request: web.Request) -> web.Response:
        body = json.loads(await request.read())
        self.asked.append((request.raw_path, request.headers.get("Authorization"), body))
        if self.status != 200:
            return web.json_response({"title": "x", "detail": "no worker answers"}, status=self.status)
        shows = SHOWN if request.path.endswith("/next") and "ann" in request.path else []
        return web.json_response({"messages": shows})


@pytest.fixture
async def doors() -> Doors:
    return Doors()


@pytest.fixture
async def here(doors: Doors) -> AsyncIterator[Served]:
    api = await serve([web.post("/{path:.*}", doors.take)])
    boards = Boards([Visits(api.base_url, "tsk_key")], "every provider", lambda: 0)
    pages = await serve([*boards.routes(), *page_routes()])
    yield pages
    await pages.close()
    await api.close()


@pytest.fixture
async def http(here: Served) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(here.base_url) as http:
        yield http


async def test_the_best_are_shown_and_what_became_of_one_is_told(doors: Doors, http: aiohttp.ClientSession) -> None:
    async with http.post("/inbox/visits", data={"customer": "ann/1", "place": "till"}) as page:
        text = await page.text()
    assert text.index("Second") < text.index("A case for it"), "newest first"
    assert "Show cases." in text and "ann/1 at the till" in text
    async with http.post("/inbox/visits/1", data={"action": "accepted"}) as page:
        assert '<span class="state">accepted</span>' in await page.text()
    [(path, key, asked), (told_path, _, told)] = doors.asked
    assert (path, key) == ("/v1/customers/ann%2F1/next", "Bearer tsk_key")
    assert (asked["place"], asked["n"]) == ("till", 3)
    assert (told_path, told["reaction"]) == ("/v1/customers/ann%2F1/next/m%2F1", "accepted")
    assert asked["id"] != told["id"]


async def test_nothing_waits_and_nobody_answers(doors: Doors, http: aiohttp.ClientSession) -> None:
    async with http.post("/inbox/visits", data={"customer": "bob", "place": "website"}) as page:
        assert "Nothing waits for her." in await page.text()
    async with http.post("/inbox/visits", data={"customer": "", "place": "till"}) as refused:
        assert refused.status == 409
    doors.status = 504
    async with http.post("/inbox/visits", data={"customer": "ann", "place": "till"}) as refused:
        assert (refused.status, await refused.text()) == (409, "the doors answer 504: no worker answers\n")


@pytest.mark.asyncio(loop_scope="session")
async def test_a_visit_in_a_browser(browser: Browser) -> None:
    doors = Doors()
    api = await serve([web.post("/{path:.*}", doors.take)])
    boards = Boards([Visits(api.base_url, "tsk_key")], "every provider", lambda: 0)
    pages = await serve([*boards.routes(), *page_routes()])
    async with opened(browser, f"{pages.base_url}/inbox/visits", scripts=False) as page:
        await page.get_by_label("Customer's id").fill("ann")
        await page.get_by_label("Place").select_option("inbound_call")
        await page.get_by_role("button", name="She is there").click()
        card = page.get_by_role("article").filter(has_text="A case for it")
        await expect(card).to_contain_text("ann at the telephone")
        await card.get_by_role("button", name="Shown").click()
        await card.get_by_role("button", name="Declined").click()
        await expect(card.locator(".state")).to_have_text("declined")
        await expect(card.get_by_role("button")).to_have_count(0)
    await pages.close()
    await api.close()
