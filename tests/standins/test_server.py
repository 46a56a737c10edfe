"""All stand-ins on one server: tasks that are checked, kept once and reported back, and a place for each channel."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
import standardwebhooks

from engine.language.terms import Channel
from standins.tasks.signing import BadSignature, check, signed
from tests.standins.houses import SECRET, Street, open_street, postcard, script


@pytest.fixture
async def street() -> AsyncIterator[Street]:
    async with open_street() as street:
        yield street


@pytest.fixture
async def http(street: Street) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(street.url) as http:
        yield http


async def told(street: Street, count: int) -> list[dict[str, object]]:
    """What came of tasks, each checked as any library checks it."""
    found = []
    for path, headers, body in await street.receiver.wait(count):
        assert path == "/webhooks/tasks"
        lower = {name.lower(): value for name, value in headers.items()}
        found.append(standardwebhooks.Webhook(SECRET).verify(body.decode(), lower))
    return found


async def test_outcomes_of_calls_are_told_until_one_ends_it(street: Street, http: aiohttp.ClientSession) -> None:
    await street.task(Channel.CALL, "+4915112345678", script(attempts=3))
    at = "2026-03-28T10:00:00+00:00"
    said: list[dict[str, object]] = [
        {"said": "no_answer"}, {"said": "call_back_at", "call_back_at": at}, {"said": "sold"},
    ]  # fmt: skip
    for one in said:
        async with http.post("/_standin/tasks/said", json={"task_id": "0f" * 16, **one}) as answer:
            assert await answer.json() == {"answer": 204}
    async with http.post("/_standin/tasks/said", json={"task_id": "0f" * 16, "said": "reached"}) as answer:
        assert answer.status == 409
        assert "it is done" in (await answer.json())["error"]
    found = await told(street, 3)
    assert [one["type"] for one in found] == ["task.outcome"] * 3
    assert [one["data"] for one in found] == [
        {"task_id": "0f" * 16, "attempt": 1, "channel": "call", "outcome": "no_answer"},
        {"task_id": "0f" * 16, "attempt": 1, "channel": "call", "outcome": "call_back_at", "call_back_at": at},
        {"task_id": "0f" * 16, "attempt": 1, "channel": "call", "outcome": "sold"},
    ]


async def test_a_letter_is_printed_posted_and_returned(street: Street, http: aiohttp.ClientSession) -> None:
    await street.task(Channel.MAIL, "Torstrasse 1, Berlin", postcard())
    for step in ("printed", "posted", "returned"):
        async with http.post("/_standin/tasks/said", json={"task_id": "0f" * 16, "said": step}) as answer:
            assert answer.status == 200
    assert [one["type"] for one in await told(street, 3)] == ["task.printed", "task.posted", "task.returned"]


@pytest.mark.parametrize(
    "body",
    [
        {"said": "reached"},
        {"task_id": "0f" * 16, "said": "was nice"},
        {"task_id": "0f" * 16, "said": "call_back_at"},
        {"task_id": "0f" * 16, "said": "reached", "call_back_at": "2026-03-28T10:00:00+00:00"},
        {"task_id": "0f" * 16, "said": "call_back_at", "call_back_at": "soon"},
    ],
)
async def test_what_cannot_be_said_of_a_task(
    street: Street, http: aiohttp.ClientSession, body: dict[str, object]
) -> None:
    await street.task(Channel.CALL, "+4915112345678", script())
    async with http.post("/_standin/tasks/said", json=body) as answer:
        assert answer.status in (400, 409)
    assert not street.receiver.requests


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"{}"),
        ({"webhook-signature": "v1,bm90IGl0"}, b"{}"),
        ({"webhook-signature": "v1"}, b"{}"),
        ({"webhook-timestamp": "1"}, b"{}"),
        ({"webhook-timestamp": "now"}, b"{}"),
    ],
)
async def test_who_does_not_have_the_secret_is_refused(
    street: Street, http: aiohttp.ClientSession, headers: dict[str, str], body: bytes
) -> None:
    given = {**signed("t-1", b"{}", SECRET), **headers} if headers else {}
    async with http.post("/tasks/call", data=body, headers=given) as answer:
        assert answer.status == 401
    assert not len(street.running.tasks.book)


def test_a_signature_is_of_the_very_bytes() -> None:
    headers = signed("t-1", b"{}", SECRET)
    assert check(headers, b"{}", [SECRET]) == "t-1"
    with pytest.raises(BadSignature):
        check(headers, b"{} ", [SECRET])
    with pytest.raises(BadSignature):
        check({**headers, "webhook-id": "t-2"}, b"{}", [SECRET])


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (b"no json", 400),
        (b"[]", 400),
        (b'{"type": "task.created", "timestamp": "today", "data": {}}', 400),
        (b'{"type": "task.moved", "timestamp": "2026-03-28T10:00:00Z", "data": {}}', 400),
        (b'{"type": "task.created", "timestamp": "2026-03-28T10:00:00Z", "data": {"task_id": "t-2"}}', 422),
        (b'{"type": "task.cancelled", "timestamp": "2026-03-28T10:00:00Z", "data": {"task_id": "t-2"}}', 404),
    ],
)
async def test_a_signed_webhook_that_is_none_of_ours(http: aiohttp.ClientSession, event: bytes, status: int) -> None:
    async with http.post("/tasks/call", data=event, headers=signed("t-1", event, SECRET)) as answer:
        assert answer.status == status


async def test_a_text_is_answered_from_its_place(street: Street, http: aiohttp.ClientSession) -> None:
    await street.text("Your parcel is here.")
    async with http.post("/inbox/texts/1", data={"action": "reply", "value": "Danke & <b>"}) as page:
        shown = await page.text()
    assert "Danke &amp; &lt;b&gt;" in shown
    async with http.post("/inbox/texts/1", data={"action": "STOP"}) as page:
        assert page.status == 200
    bodies = [body for path, _, body in await street.receiver.wait(2) if path == "/webhooks/twilio"]
    assert [b"Body=STOP" in body and b"OptOutType=STOP" in body for body in bodies] == [False, True]


async def test_each_place_shows_its_own_and_no_others(street: Street, http: aiohttp.ClientSession) -> None:
    await street.mail()
    await street.text("<script>alert(1)</script>")
    await street.task(Channel.CALL, "+4915112345678", script())
    await street.task(Channel.MAIL, "Torstrasse 1, Berlin", postcard(), "1e" * 16)
    pages = {name: await (await http.get(f"/inbox/{name}")).text() for name in ("texts", "push", "calls", "print")}
    assert [name for name, text in pages.items() if "Does everything work?" in text] == ["calls"]
    assert [name for name, text in pages.items() if "Torstrasse 1, Berlin" in text] == ["print"]
    assert "&lt;script&gt;alert(1)" in pages["texts"]
    assert "No push message yet" in pages["push"]
    front = await (await http.get("/")).text()
    for place in ('href="/inbox/texts"', 'href="/inbox/calls"', 'href="/inbox/print"', 'href="/inbox/push"'):
        assert place in front
    async with http.get("/inbox/print/2/html") as sheet:
        assert "Welcome to Berlin" in await sheet.text()
        assert sheet.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    async with http.get("/inbox/faxes") as none:
        assert none.status == 404


async def test_buttons_that_cannot_be_pressed_say_why(street: Street, http: aiohttp.ClientSession) -> None:
    await street.task(Channel.CALL, "+4915112345678", script())
    for number, form in ((9, {"action": "sold"}), (1, {"action": "call_back_at", "value": "soon"}), (1, {})):
        async with http.post(f"/inbox/calls/{number}", data=form) as answer:
            assert answer.status == 409
    async with http.post("/inbox/calls/1", data={"action": "sold"}, headers={"Origin": "https://evil.example"}) as no:
        assert no.status == 403
    back = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    async with http.post("/inbox/calls/1", data={"action": "call_back_at", "value": back}) as page:
        assert "call back at" in await page.text()
    [found] = await told(street, 1)
    assert json.dumps(found["data"]).count(back) == 1
