"""Pausing for everybody over HTTP: every kind, by whom, and what a key may not."""

import pytest

from audit.queries.pauses import obstacles
from tests.starter.http.doors import OpenDoors
from tests.starter.http.test_core import problem


@pytest.mark.parametrize(
    ("kind", "name"),
    [("everything", ""), ("message", "collector"), ("journey", "thank-you"), ("channel", "email"),
     ("department", "shop")],
)  # fmt: skip
async def test_each_kind_is_held_and_goes_again(doors: OpenDoors, kind: str, name: str) -> None:
    headers = doors.headers("operate")
    body = {"kind": kind, "name": name, "reason": "wrong prices"}
    done = await doors.http.post("/v1/pauses", json=body, headers=headers)
    assert done.json() == {"kind": kind, "name": name, "paused": True}
    [paused] = obstacles(doors.doors.database).paused
    assert (paused.kind, paused.name, paused.reason) == (kind, name, "wrong prices")
    assert paused.by.startswith("key test (")
    told = (await doors.http.get("/v1/pauses", headers=headers)).json()
    assert [(one["kind"], one["name"]) for one in told["paused"]] == [(kind, name)]
    assert (await doors.http.post("/v1/pauses/end", json=body, headers=headers)).json()["paused"] is False
    assert not obstacles(doors.doors.database).paused


async def test_what_is_not_there_and_what_a_key_may_not_is_refused(doors: OpenDoors) -> None:
    headers, own = doors.headers("operate"), doors.headers("operate", department="shop")
    wrong: list[tuple[dict[str, str], dict[str, str], int]] = [
        ({"kind": "journey", "name": "nothing"}, headers, 422),
        ({"kind": "channel", "name": "emial"}, headers, 422),
        ({"kind": "journey"}, headers, 422),
        ({"kind": "everything", "name": "thank-you"}, headers, 422),
        ({"kind": "nobody"}, headers, 422),
        ({"kind": "everything"}, own, 403),
        ({"kind": "department", "name": "another"}, own, 403),
        ({"kind": "everything"}, doors.headers("journeys"), 403),
    ]
    for body, key, status in wrong:
        problem(await doors.http.post("/v1/pauses", json=body, headers=key), status)
    assert not obstacles(doors.doors.database).paused
    body = {"kind": "department", "name": "shop"}
    assert (await doors.http.post("/v1/pauses", json=body, headers=own)).status_code == 200
