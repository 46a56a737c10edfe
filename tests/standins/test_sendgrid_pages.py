"""The inbox's pages as they are served: which mails they list, escaped and caged."""

import re

import aiohttp

from tests.standins.asking import post
from tests.standins.payloads import envelope, payload


async def page(http: aiohttp.ClientSession, path: str) -> str:
    async with http.get(path) as response:
        assert response.status == 200
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        return await response.text()


async def listed(http: aiohttp.ClientSession, path: str) -> list[int]:
    """The numbers of the mails in the middle pane."""
    shown = (await page(http, path)).partition('<section id="mails"')[2].partition("</section>")[0]
    return [int(number) for number in re.findall(r'href="/mails/(\d+)', shown)]


async def test_the_list_shows_the_newest_first_in_pages(http: aiohttp.ClientSession) -> None:
    for number in range(51):
        await post(http, envelope(to=[{"email": f"n{number}@example.com"}]))
    assert await listed(http, "/") == list(range(51, 1, -1))
    assert await listed(http, "/?page=2") == await listed(http, "/?page=3") == await listed(http, "/mails/1") == [1]
    assert await listed(http, "/?to=n7%40") == [8]
    assert "No mail went to" in await page(http, "/?to=%22%3E%3Cscript%3E")


async def test_a_whole_address_is_that_recipient_and_a_part_a_search(http: aiohttp.ClientSession) -> None:
    for address in ("ann@example.com", "joann@example.com", "Ann@example.com", "bob@example.com"):
        await post(http, envelope(to=[{"email": address}]))
    assert await listed(http, "/?to=ANN%40example.com") == [3, 1]
    assert await listed(http, "/?to=ann%40") == [3, 2, 1]
    assert await listed(http, "/mails/1?to=ann%40example.com") == [3, 1]
    # A mail that the list does not have is shown among all of them.
    assert await listed(http, "/mails/4?to=ann%40example.com") == [4, 3, 2, 1]
    async with http.delete("/_standin/mails") as response:
        assert response.status == 204
    assert "No mail yet" in await page(http, "/?to=ann%40example.com")


async def test_everything_on_the_pages_is_escaped(http: aiohttp.ClientSession) -> None:
    nasty = '<script>alert(1)</script>"'
    sent = payload(
        subject=nasty,
        content=[{"type": "text/plain", "value": nasty + "\ud800"}, {"type": "text/html", "value": nasty}],
        headers={"X-A": nasty, "List-Unsubscribe": nasty},
        categories=[nasty],
        attachments=[{"content": "aGVsbG8=", "filename": nasty}],
        personalizations=[{"to": [{"email": "ada@example.com", "name": nasty}], "custom_args": {nasty: nasty}}],
        tracking_settings={"ganalytics": {"utm_source": nasty}},
    )
    sent["from"] = {"email": "shop@example.com", "name": nasty}
    assert (await post(http, sent)).status == 202
    views = [f"/mails/1?view={view}" for view in ("look", "text", "links", "headers", "source", nasty)]
    for path in ("/", "/?to=" + nasty, "/mails/1?to=" + nasty, *views):
        shown = await page(http, path)
        assert re.findall("<script[^>]*>", shown) == ['<script src="/inbox.js" defer>']
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&quot;" in shown
    assert (await page(http, "/mails/1?view=headers")).count("&lt;script&gt;") >= 12
    assert '<iframe sandbox src="/mails/1/html"' in await page(http, "/mails/1")


async def test_a_link_that_is_no_address_of_the_web_is_not_offered(http: aiohttp.ClientSession) -> None:
    links = '<a href="javascript:alert(1)">one</a><a href="https://shop.example/?a=1&amp;b=2">two</a>'
    await post(http, payload(content=[{"type": "text/html", "value": links}]))
    shown = await page(http, "/mails/1?view=links")
    assert 'href="javascript' not in shown
    assert "javascript:alert(1)" in shown
    assert 'href="https://shop.example/?a=1&amp;b=2"' in shown


async def test_a_mails_own_markup_is_caged(http: aiohttp.ClientSession) -> None:
    await post(http)
    async with http.get("/mails/1/html") as response:
        assert await response.text() == "<p>hello</p>"
        assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    for missing in ("/mails/2", "/mails/0", "/mails/2/html"):
        async with http.get(missing) as response:
            assert response.status == 404
