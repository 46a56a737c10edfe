"""Journeys over HTTP: listed page by page, entered by a call, paused for everybody."""

import asyncio

import pytest

from audit.queries.pauses import obstacles
from tests.starter.http.doors import OpenDoors
from tests.starter.http.test_core import problem


async def test_every_journey_is_on_one_page_or_another(doors: OpenDoors) -> None:
    headers = doors.headers("journeys")
    whole = (await doors.http.get("/v1/journeys", headers=headers)).json()
    names = [one["journey"] for one in whole["journeys"]]
    assert len(names) > 2 and names == sorted(names) and whole["next"] is None
    found: list[str] = []
    cursor = None
    for _ in range(10):
        query = {"limit": "1"} | ({"cursor": cursor} if cursor else {})
        page = (await doors.http.get("/v1/journeys", params=query, headers=headers)).json()
        found += [one["journey"] for one in page["journeys"]]
        if (cursor := page["next"]) is None:
            break
    assert found == names
    [thanks] = [one for one in whole["journeys"] if one["journey"] == "thank-you"]
    assert (thanks["status"], thanks["paused"], thanks["inside"]) == ("live", False, 0)
    assert len(thanks["version"]) == 64


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=many", "cursor=%21%21", "cursor=YQpi"])
async def test_a_page_that_cannot_be_is_refused(doors: OpenDoors, query: str) -> None:
    answer = await doors.http.get(f"/v1/journeys?{query}", headers=doors.headers("journeys"))
    assert problem(answer, 422).startswith(f"query.{query.split('=')[0]}")


async def test_a_customer_enters_by_a_call(doors: OpenDoors) -> None:
    headers = doors.headers("journeys")
    async with doors.doorway.working():
        body = {"customer": "enrolled-1", "id": "e-1"}
        done = await doors.http.post("/v1/journeys/win-back/enrol", json=body, headers=headers)
        assert done.json() == {"id": "e-1", "taken": "signalled"}
        async with asyncio.timeout(60):
            while not await inside(doors, "win-back"):
                await asyncio.sleep(0.05)
    strange = await doors.http.post("/v1/journeys/nothing/enrol", json=body, headers=headers)
    assert "no journey 'nothing' is published: there is" in problem(strange, 404)


async def inside(doors: OpenDoors, journey: str) -> int:
    page = (await doors.http.get("/v1/journeys", headers=doors.headers("journeys"))).json()
    return sum(one["inside"] for one in page["journeys"] if one["journey"] == journey)


async def test_an_operator_pauses_and_resumes_for_everybody(doors: OpenDoors) -> None:
    path, headers = "/v1/journeys/thank-you", doors.headers("operate")
    problem(await doors.http.post(f"{path}/pause", json={}, headers=doors.headers("journeys")), 403)
    of_one = doors.headers("operate", department="shop")
    assert "may pause department 'shop' alone" in problem(
        await doors.http.post(f"{path}/pause", json={}, headers=of_one), 403
    )
    done = await doors.http.post(f"{path}/pause", json={"reason": "wrong prices"}, headers=headers)
    assert done.json() == {"journey": "thank-you", "paused": True}
    [paused] = obstacles(doors.doors.database).paused
    assert (paused.kind, paused.name, paused.reason) == ("journey", "thank-you", "wrong prices")
    assert paused.by.startswith("key test (")
    page = (await doors.http.get("/v1/journeys", headers=doors.headers("journeys"))).json()
    assert [one["journey"] for one in page["journeys"] if one["paused"]] == ["thank-you"]
    assert "is paused already" in problem(await doors.http.post(f"{path}/pause", json={}, headers=headers), 422)
    problem(await doors.http.post(f"{path}/resume", json={}, headers=of_one), 403)
    assert (await doors.http.post(f"{path}/resume", json={}, headers=headers)).json()["paused"] is False
    assert not obstacles(doors.doors.database).paused
    problem(await doors.http.post("/v1/journeys/nothing/pause", json={}, headers=headers), 422)
