"""The stand-in as a server: authorisation, answers, faults on demand, what it keeps and shows."""

import asyncio
import json
import os
import signal
import sys
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest

from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from tests.standins.asking import KEY, SEND, listed, order, post
from tests.standins.payloads import envelope, mailboxes, payload


async def test_a_mail_is_taken_with_202_an_id_and_no_body(
    running: RunningSendGrid, http: aiohttp.ClientSession
) -> None:
    response = await post(http)
    assert (response.status, response.headers["Content-Length"]) == (202, "0")
    assert len(response.headers["X-Message-Id"]) == 22
    [mail] = running.mailbox.after(0)
    assert mail.message_id == response.headers["X-Message-Id"]


@pytest.mark.parametrize("authorization", [None, "Bearer SG.other", f"Basic {KEY}", KEY, "Bearer é"])
async def test_without_the_key_nothing_is_taken(running: RunningSendGrid, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    async with (
        aiohttp.ClientSession(running.base_url) as http,
        http.post(SEND, json=payload(), headers=headers) as response,
    ):
        assert response.status == 401
        assert set((await response.json())["errors"][0]) == {"message", "field", "help"}
    assert len(running.mailbox) == 0


async def test_a_fault_is_told_in_the_published_shape(http: aiohttp.ClientSession) -> None:
    response = await post(http, envelope(to=[{"email": "nobody"}]))
    assert response.status == 400
    assert (await response.json())["errors"] == [
        {
            "message": "Does not contain a valid address.",
            "field": "personalizations.0.to.0.email",
            "help": "https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors",
        }
    ]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", {"Content-Type": "application/json"}, 400),
        (b"\xff", {"Content-Type": "application/json"}, 400),
        (b"[" * 100_000, {"Content-Type": "application/json"}, 400),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"{}", {"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        (b" " * (30 * 1024 * 1024 + 1), {"Content-Type": "application/json"}, 413),
    ],
)
async def test_a_body_that_is_none(
    http: aiohttp.ClientSession, body: bytes, headers: dict[str, str], status: int
) -> None:
    async with http.post(SEND, data=BytesIO(body), headers=headers) as response:
        assert response.status == status
        if response.content_type == "application/json":
            assert (await response.json())["errors"]


@pytest.mark.parametrize(("method", "path", "status"), [("GET", SEND, 405), ("POST", "/v3/mail/sent", 404)])
async def test_another_method_or_path(http: aiohttp.ClientSession, method: str, path: str, status: int) -> None:
    async with http.request(method, path) as response:
        assert response.status == status
        assert (await response.json())["errors"][0]["message"]


async def test_the_sandbox_checks_and_keeps_nothing(running: RunningSendGrid, http: aiohttp.ClientSession) -> None:
    response = await post(http, payload(mail_settings={"sandbox_mode": {"enable": True}}))
    assert response.status == 200
    assert len(running.mailbox) == 0


async def test_each_personalization_is_a_mail(running: RunningSendGrid, http: aiohttp.ClientSession) -> None:
    sent = payload(
        headers={"X-A": "all", "X-B": "all"},
        personalizations=[
            {"to": mailboxes(1, "a"), "custom_args": {"k": "1"}, "headers": {"X-A": "own"}},
            {"to": mailboxes(2, "b"), "subject": "Own"},
        ],
    )
    assert (await post(http, sent)).status == 202
    first, second = running.mailbox.after(0)
    assert (first.subject, second.subject) == ("Hello", "Own")
    assert (first.headers["X-A"], first.headers["X-B"]) == ("own", "all")
    assert (first.custom_args, second.custom_args) == ({"k": "1"}, {})
    assert list(second.recipients()) == ["b0@example.com", "b1@example.com"]
    assert first.message_id == second.message_id


async def test_429_says_when_it_is_over(http: aiohttp.ClientSession) -> None:
    assert await order(http, kind="rate_limited", seconds=60, count=2) == 201
    first, second, third = [await post(http) for _ in range(3)]
    assert (first.status, second.status, third.status) == (429, 429, 202)
    assert first.headers["X-RateLimit-Remaining"] == "0"
    assert int(first.headers["X-RateLimit-Reset"]) > 1_700_000_000


async def test_credits_and_statuses_on_demand(running: RunningSendGrid, http: aiohttp.ClientSession) -> None:
    await order(http, kind="credits")
    await order(http, kind="status", status=503, seconds=5)
    await order(http, kind="status", status=400, message="no", field="from.email")
    credits, unavailable, bad = [await post(http) for _ in range(3)]
    assert (credits.status, unavailable.status, bad.status) == (401, 503, 400)
    assert (await credits.json())["errors"][0]["message"] == "Maximum credits exceeded"
    assert unavailable.headers["Retry-After"] == "5"
    assert (await bad.json())["errors"][0]["field"] == "from.email"
    assert len(running.mailbox) == 0


@pytest.mark.parametrize(("kind", "kept"), [("cut", 0), ("lost_answer", 1)])
async def test_cut_connections(running: RunningSendGrid, http: aiohttp.ClientSession, kind: str, kept: int) -> None:
    await order(http, kind=kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await post(http)
    assert len(running.mailbox) == kept
    assert (await post(http)).status == 202


async def test_a_slow_answer_is_kept_at_once(running: RunningSendGrid, http: aiohttp.ClientSession) -> None:
    await order(http, kind="slow", seconds=3600)
    with pytest.raises(TimeoutError):
        async with http.post(SEND, json=payload(), timeout=aiohttp.ClientTimeout(total=0.3)):
            pass
    assert len(running.mailbox) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"kind": "flood"},
        {"kind": "slow", "secs": 1},
        {"kind": "slow", "seconds": -1},
        {"kind": "slow", "seconds": "1"},
        {"kind": "status", "status": 200},
        {"kind": "status", "status": True},
        {"kind": "cut", "count": 0},
    ],
)
async def test_a_fault_that_is_none(http: aiohttp.ClientSession, fault: dict[str, object]) -> None:
    assert await order(http, **fault) == 400
    assert (await post(http)).status == 202


async def test_faults_can_be_called_off(http: aiohttp.ClientSession) -> None:
    await order(http, kind="cut", count=100)
    async with http.get("/_standin/faults") as response:
        assert (await response.json())["coming"][0]["count"] == 100
    async with http.delete("/_standin/faults") as response:
        assert response.status == 204
    assert (await post(http)).status == 202


async def test_a_form_of_another_page_orders_no_fault(http: aiohttp.ClientSession) -> None:
    async with http.post("/_standin/faults", data=b'{"kind":"cut"}') as response:
        assert response.status == 415


async def test_mails_as_json_in_pages_and_by_recipient(http: aiohttp.ClientSession) -> None:
    for number in range(5):
        await post(http, envelope(to=[{"email": f"n{number}@example.com"}]))
    first = await listed(http, "?limit=2")
    assert (first["total"], first["next"]) == (5, 2)
    rest = await listed(http, "?after=2")
    assert rest["next"] is None
    assert [mail["number"] for mail in [*first["mails"], *rest["mails"]]] == [1, 2, 3, 4, 5]
    [found] = (await listed(http, "?to=N3@"))["mails"]
    assert found["to"] == [{"email": "n3@example.com"}]
    assert found["from"] == {"email": "shop@example.com"}
    async with http.delete("/_standin/mails") as response:
        assert response.status == 204
    assert (await listed(http))["mails"] == []


@pytest.mark.parametrize("query", ["limit=x", "after=-1", "limit=²"])
async def test_a_query_that_is_none(http: aiohttp.ClientSession, query: str) -> None:
    async with http.get(f"/_standin/mails?{query}") as response:
        assert response.status == 400


async def test_mails_survive_a_restart_and_a_torn_line(tmp_path: Path) -> None:
    store = tmp_path / "new" / "mails.ndjson"
    for _ in range(2):
        running = await start_sendgrid(api_key=KEY, store=store)
        headers = {"Authorization": f"Bearer {KEY}"}
        async with aiohttp.ClientSession(running.base_url, headers=headers) as http:
            await post(http)
        await running.close()
        with store.open("ab") as file:
            file.write(b'{"number": 9, "mess')
    again = await start_sendgrid(api_key=KEY, store=store)
    assert [mail.number for mail in again.mailbox.after(0)] == [1, 2]
    again.mailbox.clear()
    await again.close()
    assert store.read_bytes() == b""


async def test_a_taken_port_is_an_error(running: RunningSendGrid) -> None:
    port = int(running.base_url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        await start_sendgrid(port=port, api_key=KEY)


async def test_it_runs_as_a_process_and_ends_cleanly(tmp_path: Path) -> None:
    store = tmp_path / "mails.ndjson"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "standins.sendgrid", "--port", "0", "--store", str(store),
        env=os.environ | {"STANDIN_SENDGRID_API_KEY": KEY},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    greeting = (await process.stdout.readline()).decode()
    base_url = next(word for word in greeting.split() if word.startswith("http")).rstrip(":")
    async with aiohttp.ClientSession(base_url, headers={"Authorization": f"Bearer {KEY}"}) as http:
        assert (await post(http)).status == 202
    process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    assert json.loads(store.read_text())["subject"] == "Hello"
