"""The pages: what they show, escaped and caged."""

import aiohttp

from tests.standins.asking import post
from tests.standins.payloads import envelope, payload


async def page(http: aiohttp.ClientSession, path: str) -> str:
    async with http.get(path) as response:
        assert response.status == 200
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        return await response.text()


async def test_the_list_shows_the_newest_first_in_pages(http: aiohttp.ClientSession) -> None:
    for number in range(51):
        await post(http, envelope(to=[{"email": f"n{number}@example.com"}]))
    newest = await page(http, "/")
    assert newest.index("n50@example.com") < newest.index("n49@example.com")
    assert "n0@example.com" not in newest
    assert "n0@example.com" in await page(http, "/?page=2")
    found = await page(http, "/?to=n7%40")
    assert "n7@example.com" in found
    assert "n8@example.com" not in found
    assert "Nothing yet." in await page(http, "/?to=%22%3E%3Cscript%3E")


async def test_everything_on_the_pages_is_escaped(http: aiohttp.ClientSession) -> None:
    nasty = '<script>alert(1)</script>"'
    sent = payload(
        subject=nasty,
        content=[{"type": "text/plain", "value": nasty + "\ud800"}, {"type": "text/html", "value": nasty}],
        headers={"X-A": nasty},
        categories=[nasty],
        personalizations=[{"to": [{"email": "ada@example.com", "name": nasty}], "custom_args": {nasty: nasty}}],
        tracking_settings={"ganalytics": {"utm_source": nasty}},
    )
    assert (await post(http, sent)).status == 202
    for path in ("/", "/mails/1", "/?to=" + nasty):
        assert "<script" not in await page(http, path)
    shown = await page(http, "/mails/1")
    assert shown.count("&lt;script&gt;") >= 8
    assert '<iframe sandbox src="/mails/1/html"' in shown


async def test_a_mails_own_markup_is_caged(http: aiohttp.ClientSession) -> None:
    await post(http)
    async with http.get("/mails/1/html") as response:
        assert await response.text() == "<p>hello</p>"
        assert response.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    async with http.get("/mails/2") as response:
        assert response.status == 404
