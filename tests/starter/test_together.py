"""Long tasks side by side, and turns by customer: nobody is forgotten, nothing is left over."""

import asyncio

import pytest

from starter.client import AT_ONCE, IN_FLIGHT
from starter.one_at_a_time import OneAtATime
from starter.together import together, unless


class Fault(Exception):
    pass


async def test_a_failure_stops_the_others_gracefully_and_is_raised() -> None:
    stop = asyncio.Event()
    ended: list[str] = []

    async def patient() -> None:
        await stop.wait()
        await asyncio.sleep(0)
        ended.append("patient")

    async def failing() -> None:
        raise Fault("broken")

    with pytest.raises(Fault, match="broken"):
        await together(stop, patient(), failing())
    assert ended == ["patient"]


async def test_stopping_ends_all_of_them() -> None:
    stop = asyncio.Event()

    async def waiting() -> None:
        await stop.wait()

    running = asyncio.create_task(together(stop, waiting(), waiting()))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 60)


async def test_what_is_stopped_before_it_is_done_is_left() -> None:
    stop, done = asyncio.Event(), []

    async def long() -> None:
        await asyncio.sleep(3600)
        done.append("long")

    running = asyncio.create_task(unless(stop, long()))
    await asyncio.sleep(0)
    stop.set()
    await asyncio.wait_for(running, 60)
    assert done == []


async def test_its_own_failure_is_raised() -> None:
    async def failing() -> None:
        raise Fault("broken")

    with pytest.raises(Fault):
        await unless(asyncio.Event(), failing())


async def test_one_customer_is_served_one_at_a_time_and_others_meanwhile() -> None:
    turns, inside, most = OneAtATime(2), 0, 0
    per_customer: dict[str, int] = {"a": 0, "b": 0, "c": 0}

    async def call(customer: str) -> None:
        nonlocal inside, most
        async with turns.turn(customer):
            inside += 1
            per_customer[customer] += 1
            most = max(most, inside)
            assert per_customer[customer] == 1
            await asyncio.sleep(0.001)
            per_customer[customer] -= 1
            inside -= 1

    await asyncio.gather(*(call(customer) for customer in "abcabcabc"))
    assert most == 2
    assert len(turns) == 0


async def test_four_asks_of_one_customer_are_on_their_way_at_a_time() -> None:
    turns = OneAtATime(AT_ONCE, each=IN_FLIGHT)
    inside: list[int] = [0]

    async def ask() -> None:
        async with turns.turn("a"):
            inside.append(inside[-1] + 1)
            await asyncio.sleep(0.001)
            inside.append(inside[-1] - 1)

    await asyncio.gather(*(ask() for _ in range(20)))
    assert (max(inside), inside[-1], len(turns)) == (4, 0, 0)


async def test_a_call_that_is_given_up_leaves_no_lock() -> None:
    turns = OneAtATime(1)

    async def call() -> None:
        async with turns.turn("a"):
            await asyncio.sleep(3600)

    first, second = asyncio.create_task(call()), asyncio.create_task(call())
    await asyncio.sleep(0)
    for task in (second, first):
        task.cancel()
    await asyncio.gather(first, second, return_exceptions=True)
    assert len(turns) == 0
