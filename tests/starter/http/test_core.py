"""What holds for every door: problems, limits, ids of requests, what is logged, and health."""

import asyncio
import base64
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from temporalio.service import RPCError, RPCStatusCode

from engine.contracts.inputs import Ask
from starter.errors import CustomerErased, InputRefused, NoAnswer, NothingPublished, UnknownCustomer
from starter.http.access import needs
from starter.http.app import MOST_BYTES
from starter.http.problems import MEDIA_TYPE
from starter.http.routing import door_router
from tests.starter.doorway import Doorway
from tests.starter.http.doors import OpenDoors, doors_without_temporal, new_key

FAULTS = [
    (InputRefused("the amount is wrong"), 422, "the amount is wrong"),
    (UnknownCustomer("ann"), 404, "no customer 'ann'"),
    (CustomerErased("ann"), 410, "was erased"),
    (NothingPublished(), 503, "twostep publish"),
    (NoAnswer("no worker"), 504, "no worker"),
    (RPCError("internal words", RPCStatusCode.INTERNAL, b""), 503, "Temporal"),
    (OperationalError("SELECT secret", {}, Exception("password")), 503, "the database"),
    (ValueError("internal words"), 500, "fault of ours"),
]


@pytest.fixture
def opened(doors: OpenDoors) -> OpenDoors:
    """With routes of our own that fail and that read."""
    routes = door_router("health", "/test")

    @routes.get("/fault/{number}")
    async def fault(number: int) -> None:
        raise FAULTS[number][0]

    @routes.post("/ask")
    async def ask(ask: Ask) -> str:
        return ask.id

    @routes.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @routes.post("/large", max_body_size=2 * MOST_BYTES)
    async def large(request: Request) -> int:
        return len(await request.body())

    @routes.get("/mine/{customer_id}", dependencies=[Depends(needs(doors.doors, "customers"))])
    async def mine(customer_id: str) -> str:
        return customer_id

    doors.app.include_router(routes)
    return doors


def problem(answer: httpx2.Response, status: int) -> str:
    """Its detail, once it is what every problem has to be."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["x-request-id"]
    said = answer.json()
    assert said["status"] == status
    assert said["title"]
    return str(said["detail"])


@pytest.mark.parametrize("number", range(len(FAULTS)))
async def test_every_error_is_a_problem_without_internals(opened: OpenDoors, number: int) -> None:
    _, status, said = FAULTS[number]
    answer = await opened.http.get(f"/test/fault/{number}")
    detail = problem(answer, status)
    assert said in detail
    assert not any(word in answer.text for word in ("internal words", "SELECT", "password"))
    assert ("retry-after" in answer.headers) == (status in (503, 504))


async def test_a_fault_of_ours_is_logged_with_its_trace(opened: OpenDoors, caplog: pytest.LogCaptureFixture) -> None:
    answer = await opened.http.get("/test/fault/7", headers={"X-Request-Id": "from-the-gateway"})
    assert answer.headers["x-request-id"] == "from-the-gateway"
    assert "from-the-gateway" in problem(answer, 500)
    [failed] = [record for record in caplog.records if record.exc_info]
    assert "from-the-gateway" in failed.getMessage()
    assert "internal words" in str(failed.exc_info)


async def test_a_request_id_that_could_forge_a_line_of_log_is_not_taken(opened: OpenDoors) -> None:
    answer = await opened.http.get("/healthz", headers={"X-Request-Id": "x" * 65})
    assert len(answer.headers["x-request-id"]) == 16


async def test_what_is_not_there_is_a_problem_too(opened: OpenDoors) -> None:
    assert "/openapi.json" in problem(await opened.http.get("/v0/nothing"), 404)
    answer = await opened.http.post("/healthz")
    problem(answer, 405)
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize("path", ["/test/raw", "/test/ask", "/v0/nothing"])
async def test_a_body_over_the_limit_is_refused(opened: OpenDoors, path: str) -> None:
    answer = await opened.http.post(path, content=b"x" * (MOST_BYTES + 1))
    assert "too large" in problem(answer, 413)


async def test_a_body_of_no_told_length_is_refused_as_soon_as_it_is_too_long(opened: OpenDoors) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * MOST_BYTES:
            sent += 100_000
            yield b"x" * 100_000

    problem(await opened.http.post("/test/raw", content=endless()), 413)
    assert sent < MOST_BYTES + 200_000
    answer = await opened.http.post("/test/large", content=b"x" * (MOST_BYTES + 1))
    assert answer.json() == MOST_BYTES + 1


async def test_a_body_that_comes_by_the_byte_is_not_waited_for(
    opened: OpenDoors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starter.http.frame.PATIENCE", 0.05)

    async def slowly() -> AsyncIterator[bytes]:
        for _ in range(100):
            await asyncio.sleep(0.01)
            yield b"x"

    answer = await opened.http.post("/test/raw", content=slowly())
    assert "send it again" in problem(answer, 408)
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"", 422, "body: is needed"),
        (b"{", 400, "body: write JSON"),
        (b'{"id": NaN}', 400, "body: write JSON"),
        (b'{"id": "\\ud800"}', 400, "body: write JSON"),
        (b'{"a":' * 10_000, 400, "body: write JSON"),
        (b"[]", 422, "body: write a JSON object"),
        (b'"text"', 422, "body: write a JSON object"),
        (b'{"id": 1}', 422, "body.id: Input should be a valid string"),
        (b'{"id": "1", "at": "hush@example.com"}', 422, "body.at: this is no time"),
    ],
)
async def test_a_wrong_body_is_told_by_its_place_without_its_values(
    opened: OpenDoors, body: bytes, status: int, said: str
) -> None:
    answer = await opened.http.post("/test/ask", content=body, headers={"Content-Type": "application/json"})
    assert said in problem(answer, status)
    assert "hush" not in answer.text


async def test_text_is_not_taken_for_json(opened: OpenDoors) -> None:
    answer = await opened.http.post("/test/ask", content=b'{"id": "1"}', headers={"Content-Type": "text/plain"})
    assert "Content-Type: application/json" in problem(answer, 422)


async def test_a_key_lets_in_where_its_scopes_reach(opened: OpenDoors) -> None:
    unknown = problem(await opened.http.get("/test/mine/ann"), 401)
    assert "is needed" in unknown and "Bearer" in unknown and "Basic" in unknown
    fits, other = new_key(opened.doors, "customers"), new_key(opened.doors, "events")
    basic = base64.b64encode(f"{fits}:".encode()).decode()
    for way in (f"Bearer {fits}", f"bearer {fits}", f"Basic {basic}"):
        assert (await opened.http.get("/test/mine/ann", headers={"Authorization": way})).json() == "ann"
    answer = await opened.http.get("/test/mine/ann", headers={"Authorization": f"Bearer {other}"})
    assert "'customers'" in problem(answer, 403)


@pytest.mark.parametrize(
    "way", ["Bearer", "Bearer x", "Basic !!", "Basic /w==", "Digest x", "Bearer tsk_000000000000_" + "a" * 43]
)
async def test_what_is_no_key_lets_nobody_in(opened: OpenDoors, way: str) -> None:
    answer = await opened.http.get("/test/mine/ann", headers={"Authorization": way})
    problem(answer, 401)
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_right_id_with_a_wrong_secret_lets_nobody_in_even_beside_the_right_one(opened: OpenDoors) -> None:
    key = new_key(opened.doors, "customers")
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")
    for tried, status in ((wrong, 401), (key, 200), (wrong, 401)):
        answer = await opened.http.get("/test/mine/ann", headers={"Authorization": f"Bearer {tried}"})
        assert answer.status_code == status


async def test_probes_fill_no_log(opened: OpenDoors, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for path in ("/healthz", "/readyz", "/test/mine/ann"):
        await opened.http.get(path)
    [line] = [one.getMessage() for one in caplog.records if one.name == "starter.http.frame"]
    assert line.startswith("GET /test/mine/{customer_id} 401 ")


async def test_a_line_of_log_for_each_request_and_nothing_in_it_that_should_not_be(
    opened: OpenDoors, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = new_key(opened.doors, "customers")
    basic = base64.b64encode(f"{key}:".encode()).decode()
    for way in (f"Bearer {key}", f"Basic {basic}"):
        await opened.http.get("/test/mine/hush-ann?token=hush", headers={"Authorization": way})
    await opened.http.get("/v0/hush")
    lines = [record.getMessage() for record in caplog.records if record.name == "starter.http.frame"]
    assert [line.split(" ")[:3] for line in lines] == [
        ["GET", "/test/mine/{customer_id}", "200"],
        ["GET", "/test/mine/{customer_id}", "200"],
        ["GET", "-", "404"],
    ]
    assert key.split("_")[1] in lines[0]
    written = "\n".join(
        record.getMessage()
        for record in caplog.records
        if not record.name.startswith("httpx2")  # the caller's own
    )
    assert key.split("_", 2)[2] not in written
    assert basic not in written
    assert "hush" not in written


async def test_it_is_ready_when_the_database_is_and_tells_of_temporal(
    doorway: Doorway, doors: OpenDoors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("starter.http.health.routes.PATIENCE", timedelta(seconds=30))
    assert (await doors.http.get("/healthz")).json() == {"alive": True}
    assert (await doors.http.get("/readyz")).json() == {"database": "reached", "temporal": "reached"}
    async with doors_without_temporal(doorway) as apart:
        assert (await apart.http.get("/readyz")).json() == {"database": "reached", "temporal": "away"}


async def test_it_is_not_ready_without_its_database(doors: OpenDoors) -> None:
    take_away(doors.doors.database)
    problem(await doors.http.get("/readyz"), 503)
    assert (await doors.http.get("/healthz")).status_code == 200


def take_away(database: Engine) -> None:
    """A folder in the place of its file."""
    database.dispose()
    file = Path(str(database.url.database))
    file.rename(file.with_suffix(".away"))
    file.mkdir()
