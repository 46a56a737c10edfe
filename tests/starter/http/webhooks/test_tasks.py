"""What those who do tasks say back, signed as Standard Webhooks."""

import json
from typing import Any

import pytest

from starter.http.webhooks.tasks.signature import is_signed
from tests.starter.http.webhooks.desk import Desk
from tests.starter.http.webhooks.signing import SECRETS, task, task_headers

OUTCOMES: list[dict[str, Any]] = [
    {"outcome": "reached"},
    {"outcome": "no_answer", "note": "twice"},
    {"outcome": "call_back_at", "call_back_at": "2026-12-01T10:00:00Z"},
    {"outcome": "do_not_call"},
    {"outcome": "sold", "value": 49.9},
]


@pytest.mark.parametrize("said", OUTCOMES, ids=lambda said: str(said["outcome"]))
async def test_what_came_of_a_call(desk: Desk, said: dict[str, Any]) -> None:
    await desk.sent()
    data = {"task_id": "m-1", "attempt": 1, "at": "2026-11-22T10:00:00Z", "agent": "more than is known", **said}
    assert (await task(desk.http, "task.outcome", data)).status_code == 204
    [told] = desk.told
    assert (told.reaction.value, told.message_id, told.id) == ("call_outcome", "m-1", "tasks:evt-1 m-1")
    assert told.detail == said
    assert told.at.isoformat() == "2026-11-22T10:00:00+00:00"


@pytest.mark.parametrize(
    ("kind", "meant"),
    [("task.printed", ("printed", False)), ("task.returned", ("bounced", True)), ("task.posted", ("delivered", False))],
)
async def test_what_came_of_a_letter(desk: Desk, kind: str, meant: tuple[str, bool]) -> None:
    await desk.sent()
    assert (await task(desk.http, kind, {"task_id": "m-1"})).status_code == 204
    assert [(one.reaction.value, one.hard) for one in desk.told] == [meant]


async def test_the_same_id_again_changes_nothing(desk: Desk) -> None:
    await desk.sent()
    for _ in range(2):
        assert (await task(desk.http, "task.printed", {"task_id": "m-1"})).status_code == 204
    assert len(desk.told) == 1


async def test_the_same_id_of_another_task_is_another_word(desk: Desk) -> None:
    """Who calls and who prints may number what they say alike."""
    for message_id in ("m-1", "m-2"):
        await desk.sent(message_id)
        assert (await task(desk.http, "task.printed", {"task_id": message_id})).status_code == 204
    assert [one.message_id for one in desk.told] == ["m-1", "m-2"]


async def test_an_id_and_a_task_of_any_length_are_known_again(desk: Desk) -> None:
    await desk.sent("m" * 150)
    for _ in range(2):
        said = await task(desk.http, "task.printed", {"task_id": "m" * 150}, id="e" * 150)
        assert said.status_code == 204
    assert len(desk.told) == 1


async def test_a_type_to_come_is_kept_and_nothing_follows(desk: Desk) -> None:
    await desk.sent()
    assert (await task(desk.http, "task.admired", {"task_id": "m-1"})).status_code == 204
    assert desk.kinds == [("task.admired", "settled")]
    assert desk.told == []


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"task_id": "m-1"},
        {"task_id": "m-1", "outcome": "delighted"},
        {"task_id": "m-1", "outcome": "call_back_at"},
        {"task_id": "a b", "outcome": "sold"},
        {"task_id": "m-1", "outcome": "sold", "at": "yesterday"},
        {"task_id": "m-1", "outcome": "sold", "attempt": 0},
    ],
)
async def test_what_is_not_as_published_is_refused_with_its_place(desk: Desk, data: dict[str, Any]) -> None:
    answer = await task(desk.http, "task.outcome", data)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("task.outcome.data")
    assert desk.kinds == []


@pytest.mark.parametrize("secret", SECRETS)
async def test_a_secret_and_the_one_that_takes_its_place_are_both_right(desk: Desk, secret: str) -> None:
    await desk.sent()
    assert (await task(desk.http, "task.printed", {"task_id": "m-1"}, secret=secret)).status_code == 204


async def test_another_secret_is_not(desk: Desk) -> None:
    other = "whsec_" + "A" * 44
    assert (await task(desk.http, "task.printed", {"task_id": "m-1"}, secret=other)).status_code == 403


def test_of_several_signatures_one_is_enough_and_what_cannot_be_read_is_passed_over() -> None:
    body = json.dumps({"a": 1}).encode()
    signed = task_headers(body)
    good, id, at = signed["webhook-signature"], signed["webhook-id"], signed["webhook-timestamp"]
    key = bytes([1]) * 32
    for signatures in (good, f"v1a,AAAA {good}", f"v1 v1, v1,? {good}", f"v1,AAAA {good} v1,BBBB"):
        assert is_signed([b"other", key], id, at, body, signatures), signatures
    for signatures in ("", "v1", good.replace("v1,", "v2,"), good[3:], "v1,AAAA"):
        assert not is_signed([key], id, at, body, signatures), signatures
    assert not is_signed([key], "other", at, body, good)
    assert not is_signed([key], id, str(int(at) + 1), body, good)
    assert not is_signed([key], id, at, body + b" ", good)
