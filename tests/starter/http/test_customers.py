"""One customer over HTTP: looked at, shown what waits for her, proposed to, ordered about; and her page."""

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import httpx2
import pytest

from audit.erasure import bury
from audit.queries.directory import directory
from audit.queries.timeline import timeline
from starter.errors import CustomerErased
from starter.http.paging import cursor_of
from tests.starter.doorway import RECORD_SHOP
from tests.starter.http.doors import OpenDoors, doors_without_temporal
from tests.starter.http.test_core import problem

NOTE = "message: note\ntitle: A note at the till\ndepartment: store\npurpose: service\nchannels: [till]\nexpires: 7d\n"


def with_a_till(folder: Path) -> Path:
    """The record shop, with a note that waits at the till."""
    shop = folder / "shop"
    shutil.copytree(RECORD_SHOP, shop, ignore=shutil.ignore_patterns("data"))
    with (shop / "policy.yaml").open("a", encoding="utf-8") as policy:
        policy.write("\nchannels:\n  email: {}\n  till: { kind: pull }\n")
    content = shop / "content" / "note"
    content.mkdir()
    (content / "message.yaml").write_text(NOTE + "needs:\n  run.name: required\n")
    (content / "till.txt").write_text("Hello {{ run.name }}\n{{ preferences_url }}\n")
    return shop


async def bought(doors: OpenDoors, customer: str) -> None:
    """She has bought her first record and was thanked for it."""
    await doors.doors.client.identify(customer, doors.doorway.identify(email=f"{customer}@example.com"))
    await doors.doors.client.track(customer, doors.doorway.track("purchase", {"quantity": 2, "amount": 29.33}))
    await until(doors, customer, "sent")


async def until(doors: OpenDoors, customer: str, *what: str) -> None:
    async with asyncio.timeout(60):
        while not set(what) <= {one.what for one in timeline(doors.doors.database, customer)}:
            await asyncio.sleep(0.05)


class Asking:
    def __init__(self, doors: OpenDoors, customer: str, *scopes: str) -> None:
        self._http, self._path = doors.http, f"/v1/customers/{customer}"
        self._headers = doors.headers(*scopes)

    async def get(self, path: str = "", **query: str) -> httpx2.Response:
        return await self._http.get(f"{self._path}{path}", params=query, headers=self._headers)

    async def post(self, path: str, **body: Any) -> httpx2.Response:
        return await self._http.post(f"{self._path}{path}", json=body, headers=self._headers)


async def test_where_she_is_what_came_and_why(doors: OpenDoors) -> None:
    ann = Asking(doors, "guest-1", "customers")
    async with doors.doorway.working():
        await bought(doors, "guest-1")
        status = (await ann.get("/status")).json()
        assert (status["customer_id"], status["attributes"]) == ("guest-1", {"email": "guest-1@example.com"})
        assert (await ann.get("/upcoming")).json() == {"items": []}
        page = await read_page(doors, "guest-1")
    assert page.headers["cache-control"] == "no-store"
    assert "script" not in page.text and "style=" not in page.text
    assert "default-src 'none'; style-src 'sha256-" in page.headers["content-security-policy"]
    for said in ("Thank you for your first purchase", "guest-1@example.com", "looked at", "nothing is known to come"):
        assert said in page.text
    assert "<td>yes</td><td>every</td><td>every</td>" in page.text and "<td>test</td>" in page.text
    assert "does not answer now" not in page.text

    view = (await ann.get()).json()
    assert view["attributes"] == {"email": "guest-1@example.com"} and view["as_of"]
    assert [(one["status"], one["purpose"], one["channel"], one["source"]) for one in view["consents"]] == [
        ("granted", None, None, "test")
    ]
    whole = (await ann.get("/timeline")).json()
    assert {"trigger", "entered", "sending", "sent"} <= {one["what"] for one in whole["items"]}
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    for _ in range(50):
        part = (await ann.get("/timeline", limit="2", **cursor)).json()
        items += part["items"]
        if part["next"] is None:
            break
        cursor = {"cursor": part["next"]}
    assert items == whole["items"]
    for wrong in (
        "2",
        "a-b",
        *map(cursor_of, ("10", "\n".join(["1998-03-01", "1", "2", "0", "1998-03-01", "x", "0", "y", "z"]))),
    ):
        assert "query.cursor" in problem(await ann.get("/timeline", cursor=wrong), 422)
    odd = cursor_of("9999-12-31T23:59:59-23:00", *["9223372036854775808", "0", "0", "1998-03-01", "x", "0"], "")
    assert "query.cursor" in problem(await ann.get("/timeline", cursor=odd), 422)
    beyond = cursor_of("9998-12-31", *["9223372036854775807", "0", "0", "9998-12-31", "x", "0"], "")
    assert (await ann.get("/timeline", cursor=beyond)).json() == {"items": [], "next": None}
    told = (await ann.get("/explain", message="thank-you")).json()
    [one] = told["decisions"]
    assert one["decided"]["verdict"] == "send" and one["decided"]["rules"] and "Thank you" in one["told"]
    assert (await ann.get("/explain")).json() == told
    strange = await ann.get("/explain", message="nothing")
    assert "there are decisions about thank-you" in problem(strange, 404)
    assert "query.message" in problem(await ann.get("/explain", message="a\0b"), 422)
    nul = cursor_of("2026-01-01", *["1", "0", "0", "2026-01-01", "a\0b", "0"], "")
    assert "query.cursor" in problem(await ann.get("/timeline", cursor=nul), 422)


async def test_somebody_unknown_is_not_found(doors: OpenDoors) -> None:
    joe = Asking(doors, "nobody-2", "customers")
    for path in ("", "/status", "/upcoming", "/timeline", "/explain"):
        assert "no customer 'nobody-2'" in problem(await joe.get(path), 404)
    problem(await read_page(doors, "nobody-2"), 404)
    assert "looks like an address" in problem(await Asking(doors, "joe@example.com").get(), 422)


async def test_without_a_worker_the_page_shows_what_the_ledger_has(doors: OpenDoors) -> None:
    async with doors.doorway.working():
        await bought(doors, "guest-3")
    async with doors_without_temporal(doors.doorway) as apart:
        page = await read_page(apart, "guest-3")
        assert page.status_code == 200
        assert "Her workflow does not answer now" in page.text and "Thank you for your first purchase" in page.text
        assert "send the same again later" in problem(await Asking(apart, "guest-3").get("/status"), 503)


async def test_nothing_of_hers_is_markup_on_her_page(doors: OpenDoors) -> None:
    hostile = "<script>alert('x')</script>\"><img src=x>"
    async with doors.doorway.working():
        await doors.doors.client.identify("eve-4", doors.doorway.identify(email="eve-4@example.com", name=hostile))
        await doors.doors.client.track(
            "eve-4", doors.doorway.track("purchase", {"quantity": 2, "amount": 29.33, "product": hostile})
        )
        await until(doors, "eve-4", "sent")
        page = await read_page(doors, "eve-4")
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text and "<img" not in page.text


async def test_a_browser_is_asked_for_the_key_and_a_program_is_not(doors: OpenDoors) -> None:
    browser = await doors.http.get("/customers/guest-5/page", headers={"Accept": "text/html,*/*"})
    assert browser.headers["www-authenticate"].startswith("Basic ")
    assert (await doors.http.get("/customers/guest-5/page")).headers["www-authenticate"] == "Bearer"


async def read_page(doors: OpenDoors, customer: str) -> httpx2.Response:
    """As a browser asks: the key is the user name."""
    return await doors.http.get(f"/customers/{customer}/page", auth=(doors.key("customers"), ""))


async def test_what_waits_at_the_till_is_shown_and_what_became_of_it_is_told(doors: OpenDoors, tmp_path: Path) -> None:
    doors.doorway.publish(with_a_till(tmp_path))
    ann = Asking(doors, "guest-6", "customers")
    async with doors.doorway.working():
        await doors.doors.client.identify("guest-6", doors.doorway.identify(email="guest-6@example.com"))
        await ann.post("/propose", id="p-0", message="note")  # it lacks the name, and cannot be shown
        await until(doors, "guest-6", "held")
        assert (await ann.post("/next", id="v-0", place="till")).json() == {"messages": []}
        await until(doors, "guest-6", "dropped")
        proposed = await ann.post("/propose", id="p-1", message="note", facts={"name": "<b>Ann</b>"})
        assert proposed.json() == {"id": "p-1", "taken": "signalled"}
        async with asyncio.timeout(60):
            while not (await doors.doors.client.status("guest-6")).held:
                await asyncio.sleep(0.05)
        refused = problem(await ann.post("/next", id="v-1", place="website"), 422)
        assert "'website'" in refused and "there is till" in refused
        [shown] = (await ann.post("/next", id="v-2", place="till", n=3)).json()["messages"]
        greeting, link = shown["text"].split()[1:]
        assert (shown["message"], greeting) == ("note", "<b>Ann</b>")
        async with asyncio.timeout(60):  # her preference page, once the ledger has the message
            while "<form" not in (await doors.http.get(httpx2.URL(link).path)).text:
                await asyncio.sleep(0.05)
        again = await ann.post("/next", id="v-2", place="till", n=3)
        assert [one["message_id"] for one in again.json()["messages"]] == [shown["message_id"]]
        for id, reaction in (("f-1", "shown"), ("f-2", "accepted")):
            done = await ann.post(f"/next/{shown['message_id']}", id=id, reaction=reaction)
            assert done.json()["taken"] == "signalled"
        async with asyncio.timeout(60):
            while not any("accepted" in str(one) for one in await doors.doors.client.timeline("guest-6")):
                await asyncio.sleep(0.05)
    joe = Asking(doors, "guest-66", "customers")
    assert "no message of this id" in problem(
        await joe.post(f"/next/{shown['message_id']}", id="f-4", reaction="shown"), 404
    )
    assert "no message of this id" in problem(await ann.post("/next/m", id="f-5", reaction="shown"), 404)
    problem(await ann.post("/next/m", id="f-3", reaction="laughed"), 422)
    problem(await ann.post("/propose", id="p-2", message="nothing"), 422)


async def test_a_key_of_a_department_proposes_for_it_alone(doors: OpenDoors) -> None:
    headers = doors.headers("customers", department="store")
    body = {"id": "p-1", "message": "new-releases", "department": "crm"}
    problem(await doors.http.post("/v1/customers/guest-7/propose", json=body, headers=headers), 403)
    problem(
        await doors.http.post("/v1/customers/guest-7/propose", json={**body, "department": None}, headers=headers), 403
    )
    done = await doors.http.post("/v1/customers/guest-7/propose", json={**body, "department": "store"}, headers=headers)
    assert done.json()["taken"] == "signalled"


async def test_orders_are_recorded_with_who_gave_them(doors: OpenDoors) -> None:
    ann = Asking(doors, "guest-8", "operate")
    async with doors.doorway.working():
        await bought(doors, "guest-8")
        await doors.http.post(
            "/v1/journeys/win-back/enrol", json={"customer": "guest-8", "id": "e-1"}, headers=doors.headers("journeys")
        )
        async with asyncio.timeout(60):
            while "win-back" not in running(doors, "guest-8"):
                await asyncio.sleep(0.05)
        assert (await ann.post("/pause", id="o-1", reason="she called")).json() == {"id": "o-1", "taken": "signalled"}
        assert (
            await ann.post("/set", id="o-2", journey="win-back", facts={"vip": True}, reason="she called")
        ).is_success
        assert (await ann.post("/exit", id="o-3", journey="win-back", reason="she called")).is_success
        assert (await ann.post("/resume", id="o-4", reason="she called")).is_success
        assert (await ann.post("/set", id="o-9", facts={"first_name": "Ann"}, reason="she called")).is_success
        async with asyncio.timeout(60):
            while "win-back" in running(doors, "guest-8") or await orders(doors) != [
                "exit", "pause", "resume", "set_facts", "set_profile",
            ]:  # fmt: skip
                await asyncio.sleep(0.05)
    told = [one.detail for one in timeline(doors.doors.database, "guest-8") if re.match("key test", one.detail)]
    assert len(told) == 5
    assert "unknown" in problem(await ann.post("/settle", id="o-5", message_id="m", outcome="accepted"), 404)
    for verb in ("cancel", "release"):
        assert "no message of this id" in problem(await ann.post(f"/{verb}", id="o-6", message_id="m"), 404)
    problem(await Asking(doors, "guest-8", "customers").post("/pause", id="o-7"), 403)
    problem(await Asking(doors, "nobody-8", "operate").post("/pause", id="o-8"), 404)


def running(doors: OpenDoors, customer: str) -> set[str]:
    return {one.journey for line in directory(doors.doors.database, customer) for one in line.enrolments}


async def orders(doors: OpenDoors) -> list[str]:
    with doors.doors.database.connect() as connection:
        found = connection.exec_driver_sql("SELECT type FROM input WHERE kind = 'control'").scalars()
        return sorted(str(one) for one in found)


@pytest.mark.parametrize(
    ("path", "body", "place"),
    [
        ("/next", {"id": "1"}, "body.place: is needed"),
        ("/next", {"id": "1", "place": "till", "n": 21}, "body.n"),
        ("/set", {"id": "1", "journey": "win-back", "facts": {}}, "body.facts"),
        ("/set", {"id": "1", "key": "k", "facts": {"a": 1}}, "body.key: it goes with body.journey"),
        ("/exit", {"id": "1"}, "body.journey: is needed"),
        ("/settle", {"id": "1", "message_id": "m", "outcome": "perhaps"}, "body.outcome"),
        ("/cancel", {"id": "1", "message_id": "a\0b"}, "body.message_id"),
        ("/pause", {"id": "1", "everybody": True}, "body.everybody: no such field"),
        ("/propose", {"id": "1", "message": "No Message"}, "body.message"),
    ],
)
async def test_what_is_wrong_is_refused_with_its_place(
    doors: OpenDoors, path: str, body: dict[str, Any], place: str
) -> None:
    assert place in problem(await Asking(doors, "guest-10").post(path, **body), 422)


async def test_somebody_erased_is_gone(doors: OpenDoors) -> None:
    bury(doors.doors.database, "guest-11")
    for answer in (await Asking(doors, "guest-11").get(), await Asking(doors, "guest-11").post("/pause", id="1")):
        assert str(CustomerErased("guest-11")) == problem(answer, 410)
