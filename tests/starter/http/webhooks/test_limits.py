"""What no webhook door lets in, whatever the provider, and what it answers."""

import json
import logging
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from audit.database import write
from engine.language.terms import Channel
from runtime.exit import StartError
from starter.http.problems import MEDIA_TYPE
from tests.starter.http.webhooks.desk import NUMBER, Desk, open_desk
from tests.starter.http.webhooks.signing import PUBLIC, SECRETS, TOKEN, task, task_headers, twilio_form

DOORS = ["/webhooks/sendgrid", "/webhooks/tasks"]
WRONG = "whsec_" + "A" * 44


def signed(desk: Desk, path: str, body: bytes, at: float | None = None) -> dict[str, str]:
    return desk.sendgrid.headers(body, at) if path.endswith("sendgrid") else task_headers(body, at=at)


def good(path: str) -> bytes:
    task = {"type": "task.printed", "timestamp": "2026-11-22T10:00:00Z", "data": {"task_id": "m-1"}}
    return json.dumps([] if path.endswith("sendgrid") else task).encode()


def refused(answer: httpx2.Response, status: int) -> str:
    assert (answer.status_code, answer.headers["content-type"]) == (status, MEDIA_TYPE), answer.text
    return str(answer.json()["detail"])


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("away", [-301, 301])
async def test_a_signature_of_another_time_may_be_a_replay(desk: Desk, path: str, away: int) -> None:
    body = good(path)
    answer = await desk.http.post(path, content=body, headers=signed(desk, path, body, time.time() + away))
    assert "300 s" in refused(answer, 401)
    near = signed(desk, path, body, time.time() + away * 0.9)
    assert (await desk.http.post(path, content=body, headers=near)).status_code == 204


@pytest.mark.parametrize("path", [*DOORS, "/webhooks/twilio/status", "/webhooks/twilio/inbound"])
async def test_without_a_signature_nobody_is_heard(desk: Desk, path: str) -> None:
    answer = await desk.http.post(path, content=b"[]", headers={"Content-Type": "application/json"})
    assert "signed" in refused(answer, 401)


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize("changed", [b"", b" ", b"[", b"x" * 1000])
async def test_another_body_is_not_what_was_signed(desk: Desk, path: str, changed: bytes) -> None:
    body = good(path)
    answer = await desk.http.post(path, content=body + changed if changed else b"{}", headers=signed(desk, path, body))
    refused(answer, 403)


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b'"x"', b"[1]", b"NaN", b'["\\ud800"]', b"\xff", b"[" * 5000], ids=str
)
async def test_what_is_not_what_the_provider_sends_is_malformed(desk: Desk, path: str, body: bytes) -> None:
    refused(await desk.http.post(path, content=body, headers=signed(desk, path, body)), 400)


@pytest.mark.parametrize("path", DOORS)
async def test_a_huge_body_is_read_no_further_than_it_may_be(desk: Desk, path: str) -> None:
    read = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal read
        while True:
            read += 1
            yield b" " * 50_000

    refused(await desk.http.post(path, content=endless(), headers=signed(desk, path, b"")), 413)
    assert read < 30


@pytest.mark.parametrize("path", DOORS)
@pytest.mark.parametrize(
    "changes", [{"Content-Type": "text/plain"}, {"Content-Type": ""}, {"Content-Encoding": "gzip"}], ids=str
)
async def test_another_kind_of_content_is_refused(desk: Desk, path: str, changes: dict[str, str]) -> None:
    body = good(path)
    refused(await desk.http.post(path, content=body, headers=signed(desk, path, body) | changes), 415)


@pytest.mark.parametrize(
    ("path", "setting"),
    [("/webhooks/sendgrid", "SENDGRID_WEBHOOK_KEY"), ("/webhooks/tasks", "TASK_SECRET")],
)
async def test_without_its_key_a_webhook_is_not_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, path: str, setting: str
) -> None:
    async with open_desk(tmp_path, **{setting.lower(): None}) as desk:
        body = good(path)
        answer = await desk.http.post(path, content=body, headers=signed(desk, path, body))
        assert setting in refused(answer, 404)
        assert setting in caplog.text


@pytest.mark.parametrize("written", ["nonsense", "AAAA"])
async def test_a_key_that_is_none_stops_the_start(tmp_path: Path, written: str) -> None:
    with pytest.raises(StartError, match="SENDGRID_WEBHOOK_KEY"):
        async with open_desk(tmp_path, sendgrid_webhook_key=written):
            pass


@pytest.mark.parametrize("right", [True, False])
async def test_logs_have_no_word_of_what_came(desk: Desk, caplog: pytest.LogCaptureFixture, right: bool) -> None:
    caplog.set_level(logging.DEBUG)
    await desk.sent("m-1", channel=Channel.SMS)
    told = {"task_id": "m-1", "outcome": "reached", "note": "hush"}
    wrote = {"MessageSid": "SM1", "From": NUMBER, "To": "+15550006", "Body": "hush"}
    answers = [
        await task(desk.http, "task.outcome", told, secret=SECRETS[0] if right else WRONG),
        await twilio_form(desk.http, "/webhooks/twilio/inbound", wrote, public=PUBLIC if right else "https://wrong"),
    ]
    assert [one.is_success for one in answers] == [right, right]
    said = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert "/webhooks/tasks" in said and "/webhooks/twilio/inbound" in said
    assert not any(hidden in said for hidden in ("hush", NUMBER, TOKEN, *SECRETS, "c-1"))


async def test_while_the_database_is_away_nothing_is_answered_with_success(desk: Desk) -> None:
    await desk.sent()
    event = {"event": "spamreport", "sg_event_id": "a", "timestamp": 1_792_000_000, "twostep_message_id": "m-1"}
    write(desk.database, lambda connection: connection.execute(text("ALTER TABLE provider_event RENAME TO away")))
    answer = await desk.sendgrid.post(desk.http, [event])
    assert "send it again" in refused(answer, 503)
    assert answer.headers["retry-after"]
    assert desk.told == []
    write(desk.database, lambda connection: connection.execute(text("ALTER TABLE away RENAME TO provider_event")))
    assert (await desk.sendgrid.post(desk.http, [event])).status_code == 204
    assert len(desk.told) == 1


async def test_the_openapi_document_has_every_webhook_with_its_body(desk: Desk) -> None:
    document = (await desk.http.get("/openapi.json")).json()
    paths = {path: found["post"] for path, found in document["paths"].items() if path.startswith("/webhooks")}
    assert set(paths) == {*DOORS, "/webhooks/twilio/status", "/webhooks/twilio/inbound"}
    assert all(one["requestBody"]["content"] for one in paths.values())
    assert set(paths["/webhooks/twilio/inbound"]["responses"]["200"]["content"]) == {"text/xml"}
