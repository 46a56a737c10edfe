"""Idempotency keys: the same again gets the same answer, whatever else uses the key is refused."""

import asyncio
from datetime import timedelta

from fastapi import Request

from audit.api_answers import KEPT, AnswerId, Given, Mine, SqlApiAnswers
from starter.http.once import not_for_good, once_router
from starter.http.problems import Problem
from tests.starter.http.doors import OpenDoors
from tests.starter.http.test_core import problem


class Counting:
    """Routes that count how often they are carried out."""

    def __init__(self, doors: OpenDoors) -> None:
        self.times = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.fault: Exception | None = None
        self.partly = False
        routes = once_router(doors.doors, "health", "/test")

        @routes.post("/count")
        async def count(request: Request) -> dict[str, int]:
            self.times += 1
            await self.gate.wait()
            if self.fault is not None:
                raise self.fault
            if self.partly:
                not_for_good(request)
            return {"times": self.times}

        doors.app.include_router(routes)


async def test_the_same_again_gets_the_same_answer_and_is_carried_out_once(doors: OpenDoors) -> None:
    counting = Counting(doors)
    headers = {**doors.headers(), "Idempotency-Key": '"one"'}
    first = await doors.http.post("/test/count", json={"a": 1}, headers=headers)
    again = await doors.http.post("/test/count", json={"a": 1}, headers={**headers, "Idempotency-Key": "one"})
    assert first.json() == again.json() == {"times": 1}
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["content-type"] == "application/json"
    other = await doors.http.post("/test/count", json={"a": 2}, headers=headers)
    assert "used for another request" in problem(other, 422)
    mine = {**doors.headers(), "Idempotency-Key": "one"}  # of another API key: another request
    assert (await doors.http.post("/test/count", json={"a": 2}, headers=mine)).json() == {"times": 2}
    assert counting.times == 2


async def test_without_a_key_everything_is_carried_out(doors: OpenDoors) -> None:
    counting = Counting(doors)
    for _ in range(2):
        await doors.http.post("/test/count", json={}, headers=doors.headers())
    assert counting.times == 2


async def test_what_is_being_carried_out_is_not_begun_again(doors: OpenDoors) -> None:
    counting = Counting(doors)
    counting.gate.clear()
    headers = {**doors.headers(), "Idempotency-Key": "one"}
    first = asyncio.create_task(doors.http.post("/test/count", json={}, headers=headers))
    async with asyncio.timeout(60):
        while not counting.times:
            await asyncio.sleep(0.01)
    second = await doors.http.post("/test/count", json={}, headers=headers)
    assert "is being carried out" in problem(second, 409)
    assert second.headers["retry-after"]
    counting.gate.set()
    assert (await first).json() == {"times": 1}


async def test_what_failed_or_was_done_in_part_is_carried_out_again(doors: OpenDoors) -> None:
    counting = Counting(doors)
    headers = {**doors.headers(), "Idempotency-Key": "one"}
    for fault, status in ((Problem(422, "no"), 422), (ValueError("no"), 500)):
        counting.fault = fault
        assert (await doors.http.post("/test/count", json={}, headers=headers)).status_code == status
    counting.fault, counting.partly = None, True
    assert (await doors.http.post("/test/count", json={}, headers=headers)).json() == {"times": 3}
    counting.partly = False
    for _ in range(2):
        assert (await doors.http.post("/test/count", json={}, headers=headers)).json() == {"times": 4}


async def test_a_key_that_is_none_is_refused_and_so_is_nobody(doors: OpenDoors) -> None:
    counting = Counting(doors)
    for wrong in ("", "two words", "x" * 256, '""'):
        headers = {**doors.headers(), "Idempotency-Key": wrong}
        problem(await doors.http.post("/test/count", json={}, headers=headers), 400)
    problem(await doors.http.post("/test/count", json={}, headers={"Idempotency-Key": "one"}), 401)
    assert counting.times == 0


async def test_an_answer_is_kept_for_a_day_and_one_cut_off_for_minutes(doors: OpenDoors) -> None:
    answers, one = SqlApiAnswers(doors.doors.database), AnswerId(key_id="k", idempotency_key="one")
    cut_off = answers.begin(one, "f")
    assert isinstance(cut_off, Mine)
    assert answers.begin(one, "f") == "answering"
    backdate(doors, timedelta(minutes=3))
    mine = answers.begin(one, "other")
    assert isinstance(mine, Mine)
    answers.finish(one, cut_off, Given(status=200, body="of the other"))
    answers.forget(one, cut_off)  # it was not cut off after all, and says nothing of this one
    assert answers.begin(one, "other") == "answering"
    answers.finish(one, mine, Given(status=200, body="mine"))
    assert answers.begin(one, "other") == Given(status=200, body="mine")
    backdate(doors, KEPT - timedelta(minutes=1))
    assert answers.begin(one, "f") == "other"
    backdate(doors, KEPT + timedelta(minutes=1))
    assert isinstance(answers.begin(one, "f"), Mine)


def backdate(doors: OpenDoors, by: timedelta) -> None:
    with doors.doors.database.begin() as connection:
        seconds = f"-{by.total_seconds():.0f} seconds"
        connection.exec_driver_sql(
            f"UPDATE api_answer SET since = strftime('%Y-%m-%d %H:%M:%f000', since, '{seconds}')"
        )
