"""Departments over HTTP: asked, confirmed, released, reported, batched, each for its own."""

import asyncio
from typing import Any

import pytest

from audit.queries.timeline import timeline
from engine.model import Attributes
from tests.starter.doorway import Doorway
from tests.starter.http.doors import OpenDoors, doors_without_temporal
from tests.starter.http.test_core import problem

MESSAGE: Attributes = {"message": "repair-finished", "department": "store", "purpose": "service"}


def ask(customer: str, id: str = "ask-1", **more: Any) -> dict[str, Any]:
    return {"customer": customer, "id": id, **MESSAGE, "channels": ["email"], **more}


def word(customer: str, id: str, ask: str = "ask-1", **more: Any) -> dict[str, Any]:
    return {"customer": customer, "id": id, "ask": ask, **more}


def report(customer: str, id: str, **more: Any) -> dict[str, Any]:
    sent = {"channel": "email", "sent_at": "2026-01-01T10:00:00Z"}
    return {"customer": customer, "id": id, **MESSAGE, **sent, **more}


async def known(doors: OpenDoors, customer: str) -> None:
    await doors.doors.client.identify(customer, doors.doorway.identify(email=f"{customer}@example.com"))


async def until_told(doors: OpenDoors, customer: str, what: str, detail: str) -> None:
    async with asyncio.timeout(60):
        while not any((one.what, one.detail) == (what, detail) for one in timeline(doors.doors.database, customer)):
            await asyncio.sleep(0.05)


async def test_a_department_asks_and_confirms_and_another_has_no_say(doors: OpenDoors) -> None:
    store, care = (doors.headers("decisions", department=name) for name in ("store", "care"))
    post = doors.http.post
    async with doors.doorway.working():
        await known(doors, "asked-1")
        assert "department 'care' alone" in problem(
            await post("/v1/decisions/ask", json=ask("asked-1"), headers=care), 403
        )
        answer = await post("/v1/decisions/ask", json=ask("asked-1"), headers=store)
        assert (answer.status_code, answer.json()["verdict"], answer.json()["channel"]) == (200, "send", "email")
        again = await post("/v1/decisions/ask", json=ask("asked-1"), headers=store)
        assert again.json() == answer.json()
        for path, body in (("confirm", word("asked-1", "c-1")), ("release", word("asked-1", "r-1"))):
            stores = {**body, "department": "store"}
            problem(await post(f"/v1/decisions/{path}", json=stores, headers=care), 403)
        done = await post("/v1/decisions/confirm", json=word("asked-1", "c-1"), headers=store)
        assert done.json() == {"id": "c-1", "taken": "signalled"}
        await until_told(doors, "asked-1", "slot", "confirmed")
        once = {**store, "Idempotency-Key": "c-1"}
        known_already = [
            await post("/v1/decisions/confirm", json=word("asked-1", "c-1"), headers=once) for _ in range(2)
        ]
        assert [one.json()["taken"] for one in known_already] == ["duplicate", "duplicate"]
        assert known_already[1].headers["idempotency-replayed"] == "true"


async def test_departments_that_use_the_same_ids_have_nothing_to_do_with_each_other(doors: OpenDoors) -> None:
    store, care = (doors.headers("decisions", department=name) for name in ("store", "care"))

    async def post(path: str, headers: dict[str, str], body: dict[str, Any]) -> Any:
        answer = await doors.http.post(f"/v1/decisions/{path}", json=body, headers=headers)
        assert answer.status_code == 200
        return answer.json()

    async with doors.doorway.working():
        await known(doors, "asked-4")
        hers = await post("ask", store, ask("asked-4"))
        answers = [await post("ask", care, ask("asked-4", department="care", message="survey")) for _ in range(2)]
        assert answers[0] == answers[1]
        assert len({hers["message_id"], answers[0]["message_id"]}) == 2
        for path, mine in (("release", care), ("confirm", store)):
            assert (await post(path, mine, word("asked-4", "w-1")))["taken"] == "signalled"
        everyone = doors.headers("decisions")
        nobody = await doors.http.post("/v1/decisions/confirm", json=word("asked-4", "w-2"), headers=everyone)
        assert "name the one whose ask it is" in problem(nobody, 422)
        for done in ("released", "confirmed"):
            await until_told(doors, "asked-4", "slot", done)
        assert (await post("release", everyone, word("asked-4", "w-1", department="care")))["taken"] == "duplicate"
        told = [one.detail for one in timeline(doors.doors.database, "asked-4") if one.what == "slot"]
    assert sorted(told) == ["confirmed", "released", "reserved", "reserved"]


async def test_a_batch_has_a_result_for_each_word_and_keeps_the_order_of_a_customer(doors: OpenDoors) -> None:
    headers = doors.headers("decisions", department="store")
    async with doors.doorway.working():
        await known(doors, "asked-2")
        words = [
            {"do": "ask", **ask("asked-2")},
            {"do": "report", **report("asked-3", "p-1", department="care")},
            {"do": "release", **word("asked-2", "r-1")},
            {"do": "ask", **ask("asked-2@example.com")},
            {"do": "report", **report("asked-2", "p-2")},
        ]
        answer = await doors.http.post("/v1/decisions/batch", json={"words": words}, headers=headers)
        results = answer.json()["results"]
        assert [(one["id"], one["status"]) for one in results] == [
            ("ask-1", 200), ("p-1", 403), ("r-1", 200), ("ask-1", 422), ("p-2", 200),
        ]  # fmt: skip
        assert results[0]["answer"]["verdict"] == "send"
        assert results[1]["problem"]["detail"].startswith("this API key speaks for")
        detail = results[3]["problem"]["detail"]
        assert "looks like an address" in detail and "@" not in detail
        assert results[4]["taken"] == "signalled"
        await until_told(doors, "asked-2", "slot", "released")
    assert [entry for entry in await doors.doorway.signals("asked-2") if entry in ("release", "report")] == [
        "release",
        "report",
    ]


async def test_without_a_worker_an_ask_is_not_answered_and_a_report_is_kept(doorway: Doorway) -> None:
    async with doors_without_temporal(doorway) as doors:
        headers = doors.headers("decisions")
        answer = await doors.http.post("/v1/decisions/ask", json=ask("asked-3", wait=1), headers=headers)
        assert "Ask again under the same id" in problem(answer, 504)
        assert answer.headers["retry-after"]
        done = await doors.http.post("/v1/decisions/report", json=report("asked-3", "p-1"), headers=headers)
        assert done.json() == {"id": "p-1", "taken": "stored"}
        assert [(kept.input.id, kept.why) for kept in doorway.inbox] == [("store/p-1", "temporal_down")]


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("ask", ask("asked-1", channels=[]), "body.channels"),
        ("ask", ask("asked-1", channels=["No channel"]), "body.channels.0"),
        ("ask", ask("asked-1", chanels=["email"]), "body.chanels: no such field"),
        ("ask", ask("asked-1", purpose="fun"), "body.purpose"),
        ("ask", ask("asked-1", id="a\x00b"), "body.id"),
        ("ask", ask("asked-1", ttl=0), "body.ttl"),
        ("confirm", {"customer": "asked-1", "id": "1"}, "body.ask: is needed"),
        ("report", report("asked-1", "1", sent_at=17), "body.sent_at: this is no time"),
        ("batch", {"words": []}, "body.words"),
        ("batch", {"words": [{"do": "fly"}]}, "body.words.0: write one of"),
        ("batch", {"words": [{"do": "release", **word("asked-1", "1")}] * 101}, "body.words"),
        ("ask", ask("asked-1@example.com"), "looks like an address"),
    ],
)
async def test_what_is_wrong_is_refused_with_its_place(
    doors: OpenDoors, path: str, body: dict[str, Any], place: str
) -> None:
    answer = await doors.http.post(f"/v1/decisions/{path}", json=body, headers=doors.headers("decisions"))
    assert place in problem(answer, 422)


async def test_the_scope_is_needed(doors: OpenDoors) -> None:
    for path in ("ask", "confirm", "release", "report", "batch"):
        headers = doors.headers("events", "customers", "journeys", "operate")
        problem(await doors.http.post(f"/v1/decisions/{path}", json={}, headers=headers), 403)
