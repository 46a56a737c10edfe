"""Pages of other origins: what the libraries for browsers post, with the headers that a browser adds."""

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from audit.inbox import Inbox
from engine.contracts.inputs import Identify, Track
from runtime.settings import Settings
from starter.http.app import build_app
from starter.http.doors import Doors
from tests.house import settings_for
from tests.starter.http.doors import new_key

PAGE = "https://shop.example.com"
ELSEWHERE = {"Origin": "https://evil.example.com", "Sec-Fetch-Site": "cross-site"}
THERE = {"Origin": PAGE, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
CONTEXT = {"page": {"path": "/"}, "userAgent": "Mozilla/5.0", "locale": "en-US", "campaign": {}}
TRACK = {"type": "track", "event": "Order Completed", "properties": {"orderId": "o1", "total": 12.5}}
RUDDER: dict[str, Any] = {
    "channel": "web",
    "context": {**CONTEXT, "traits": {"email": "ann@example.com", "firstName": "Ann"}, "sessionId": 1795362497283},
    "originalTimestamp": "2026-11-22T15:48:17.301Z",
    "sentAt": "2026-11-22T15:48:17.302Z",
    "anonymousId": "9add5607-5468-45b6-8337-e5b831a68742",
    "integrations": {"All": True},
    "userId": "c1",
}


@dataclass
class Shop:
    """A page's side of the doors."""

    http: httpx2.AsyncClient
    doors: Doors
    key: str

    @property
    def kept(self) -> list[Track | Identify]:
        found = Inbox(self.doors.database).pending(100, ("accepted", "not_of_interest", "anonymous"))
        return [one.input for one in found if isinstance(one.input, Track | Identify)]

    def basic(self, key: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Basic {base64.b64encode(f'{key or self.key}:'.encode()).decode()}"}

    def segment(self, **message: Any) -> str:
        """As analytics-next writes it."""
        added = {
            "timestamp": "2026-11-22T15:47:57.282Z",
            "sentAt": "2026-11-22T15:47:57.307Z",
            "integrations": {},
            "context": CONTEXT,
            "messageId": f"ajs-next-1795362477282-{message['type']}",
            "userId": "c1",
            "anonymousId": "deb0b66f-cdd2-4a2c-85e8-000525517559",
            "writeKey": self.key,
            "_metadata": {"bundled": ["Segment.io"], "unbundled": [], "bundledIds": []},
        }
        return json.dumps(added | message)

    async def post(self, path: str, body: str, **headers: str) -> httpx2.Response:
        plain = {"Content-Type": "text/plain;charset=UTF-8", **THERE}
        return await self.http.post(path, content=body, headers=plain | headers)


def shop_over(doors: Doors, *origins: str) -> Shop:
    doors = replace(doors, settings=doors.settings.model_copy(update={"api_origins": frozenset(origins)}))
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(build_app(doors)), base_url="http://doors.test")
    return Shop(http, doors, new_key(doors, "events"))


@pytest_asyncio.fixture
async def shop(doors: Doors) -> AsyncIterator[Shop]:
    shop = shop_over(doors, PAGE)
    async with shop.http:
        yield shop


def refused(answer: httpx2.Response, status: int) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    return str(answer.json()["detail"])


@pytest.mark.parametrize("authorised", [True, False], ids=["and in a header", "in the body alone"])
async def test_segments_library_sends_its_key_in_the_body(shop: Shop, authorised: bool) -> None:
    headers = shop.basic() if authorised else {}
    messages: list[dict[str, Any]] = [
        {"type": "page", "category": "Docs", "name": "Home", "properties": {"path": "/", "referrer": ""}},
        {"type": "identify", "traits": {"email": "ann@example.com", "firstName": "Ann"}},
        TRACK,
        {"type": "group", "groupId": "g1", "traits": {"name": "Initech"}},
        {"type": "screen", "name": "Start", "properties": {}},
        {"type": "alias", "previousId": "anon-2"},
    ]
    for message in messages:
        answer = await shop.post(f"/v1/{message['type'][0]}", shop.segment(**message), **headers)
        assert answer.json() == {"success": True}
        assert answer.headers["access-control-allow-origin"] == PAGE
    said = [one.type if isinstance(one, Track) else one.kind for one in shop.kept]
    assert said == ["page_viewed", "identify", "order_completed", "identify", "screen_viewed", "identify"]


async def test_a_batch_that_is_sent_as_the_page_goes_away(shop: Shop) -> None:
    batch = {"writeKey": shop.key, "batch": [TRACK | {"userId": "c1"}], "sentAt": "2026-11-22T15:47:57.307Z"}
    assert (await shop.post("/v1/b", json.dumps(batch))).json() == {"success": True}
    assert [one.type for one in shop.kept if isinstance(one, Track)] == ["order_completed"]


async def test_rudderstacks_library_sends_its_key_in_a_header_or_with_a_beacon(shop: Shop) -> None:
    headers = {"Content-Type": "application/json;charset=UTF-8", "AnonymousId": "OWFkZDU2MDc=", **shop.basic()}
    said = RUDDER | {"type": "identify", "messageId": "r-1"}
    assert (await shop.post("/v1/identify", json.dumps(said), **headers)).is_success
    batch = json.dumps({"batch": [RUDDER | TRACK | {"messageId": "r-2"}]})
    beacon = f"/beacon/v1/batch?writeKey={shop.key}"
    assert (await shop.post(beacon, batch, **{"Sec-Fetch-Mode": "no-cors"})).is_success
    profile, event = shop.kept
    assert isinstance(profile, Identify) and profile.attributes == {"email": "ann@example.com", "first_name": "Ann"}
    assert isinstance(event, Track) and event.properties == {"order_id": "o1", "total": 12.5}


async def test_a_browser_asks_first_whether_it_may(shop: Shop) -> None:
    asking = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "anonymousid,authorization"}
    answer = await shop.http.options("/v1/track", headers=THERE | asking)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, PAGE)
    assert "authorization" in answer.headers["access-control-allow-headers"]
    for path, origin in (("/v1/track", ELSEWHERE), ("/v1/decisions/ask", THERE), ("/v1/pauses", THERE)):
        refusal = await shop.http.options(path, headers=origin | asking)
        assert refusal.is_client_error
        assert "access-control-allow-origin" not in refusal.headers


async def test_a_page_that_is_not_named_sends_nothing(doors: Doors, shop: Shop) -> None:
    message = shop.segment(**TRACK)
    assert "add its origin to API_ORIGINS" in refused(await shop.post("/v1/t", message, **ELSEWHERE), 403)
    closed = shop_over(doors)
    async with closed.http:
        assert "API_ORIGINS" in refused(await closed.post("/v1/t", message, **shop.basic()), 403)
        answer = await closed.http.options("/v1/t", headers=THERE | {"Access-Control-Request-Method": "POST"})
        assert "access-control-allow-origin" not in answer.headers
    assert shop.kept == []


@pytest.mark.parametrize(
    "scopes", [("events", "customers"), ("events", "consents"), ("browser", "events"), ()], ids=str
)
async def test_a_key_that_may_do_more_is_refused_in_a_browser(shop: Shop, scopes: tuple[str, ...]) -> None:
    key = new_key(shop.doors, *scopes)
    for answer in (
        await shop.post("/v1/t", shop.segment(**TRACK, writeKey=key)),
        await shop.post("/v1/t", shop.segment(**TRACK), **shop.basic(key)),
    ):
        assert "may do more than send events" in refused(answer, 403)
        assert answer.headers["access-control-allow-origin"] == PAGE  # or the page could not read why
    assert shop.kept == []
    on_a_server = await shop.http.post("/v1/t", content=shop.segment(**TRACK), headers=shop.basic(key))
    assert on_a_server.is_success


@pytest.mark.parametrize("headers", [THERE, {}], ids=["from the page", "by whoever read the key in it"])
async def test_a_key_for_pages_changes_no_addresses(shop: Shop, headers: dict[str, str]) -> None:
    key = new_key(shop.doors, "browser")
    said: list[dict[str, Any]] = [
        TRACK | {"messageId": "m-1"},
        {"type": "identify", "traits": {"firstName": "Ann"}, "messageId": "m-2"},
        {"type": "identify", "traits": {"firstName": "Eve", "Email": "eve@example.com"}},
        {"type": "identify", "traits": {"phone": "+4915112345678"}, "userId": None},
        {"type": "identify", "traits": {}, "context": {"traits": {"push": []}}},
        {"type": "identify", "traits": {"preferences": {"paused_until": "9999-01-01"}}},
        {"type": "track", "event": "Email Changed", "properties": {"new": "eve@example.com"}},
    ]
    batch = {"batch": [json.loads(shop.segment(**one)) for one in said]}
    answer = await shop.http.post("/v1/b", content=json.dumps(batch), headers=shop.basic(key) | headers)
    assert "2 of 7 were stored" in refused(answer, 400)
    assert [one["place"] for one in answer.json()["errors"]] == [f"batch[{n}]" for n in range(2, 7)]
    assert all("have your own service say it" in one["fix"] for one in answer.json()["errors"])
    assert [one.id for one in shop.kept] == ["browser:m-1", "browser:m-2"]
    assert (await shop.http.post("/v1/decisions/ask", json={}, headers=shop.basic(key))).status_code == 403


@pytest.mark.parametrize("id", ["order-1", "o" * 200], ids=len)
async def test_a_key_for_pages_uses_up_no_id_of_a_service(shop: Shop, id: str) -> None:
    page = new_key(shop.doors, "browser")
    for key in (page, page, shop.key, shop.key):
        answer = await shop.http.post("/v1/t", content=shop.segment(**TRACK, messageId=id), headers=shop.basic(key))
        assert answer.is_success
    of_page, of_service = [one.id for one in shop.kept]
    assert of_service == id
    assert of_page != id and len(of_page) <= 200


@pytest.mark.parametrize(
    ("key", "status", "says"), [(None, 401, "is needed"), ("tsk_no", 401, "is not valid"), (17, 401, "is needed")]
)
async def test_without_a_good_key_nothing_is_taken(shop: Shop, key: object, status: int, says: str) -> None:
    answer = await shop.post("/v1/t", shop.segment(**TRACK, writeKey=key))
    assert says in refused(answer, status)
    server = await shop.http.post("/v1/t", content=shop.segment(**TRACK))
    assert "is needed" in refused(server, 401)  # servers name it in a header
    decides = new_key(shop.doors, "decisions")
    assert "has not the scope 'events'" in refused(
        await shop.post("/v1/t", shop.segment(**TRACK, writeKey=decides)), 403
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [("", set()), ("https://Shop.example.com, http://localhost:3000", {PAGE, "http://localhost:3000"})],
)
def test_origins_are_read(written: str, read: set[str]) -> None:
    assert _with_origins(written).api_origins == read


@pytest.mark.parametrize("written", ["shop.example.com", "https://shop.example.com/", "*", "https://a.b,ftp://c.d"])
def test_what_is_no_origin_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="origins of web pages"):
        _with_origins(written)


def _with_origins(written: str) -> Settings:
    settings = settings_for("sqlite:///x.db", "http://127.0.0.1:9")
    return type(settings).model_validate({**settings.model_dump(), "api_origins": written})
