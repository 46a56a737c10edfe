"""What only came in is handed out as fast as the workers work it off, so that what asks for an answer need not wait."""

import asyncio
import time

from starter.background.pace import LEAST, Pace
from starter.background.workload import Workload
from tests.starter.doorway import Doorway


async def test_workers_are_behind_while_much_has_waited_long(doorway: Doorway) -> None:
    client, queue = doorway.client(), doorway.settings.task_queue
    for number in range(6):
        await client.identify(f"load-{number}", doorway.identify(email=f"load-{number}@example.com"))
    await asyncio.sleep(1.1)
    async with asyncio.timeout(60):  # Temporal counts every five seconds, and not all partitions at once
        while not await Workload(doorway.temporal, queue, many=0).behind():
            await asyncio.sleep(0.2)
    assert not await Workload(doorway.temporal, queue).behind()


async def test_a_queue_that_nobody_knows_holds_nothing_up(doorway: Doorway) -> None:
    assert not await Workload(doorway.temporal, "of-nobody").behind()


class Workers:
    """Behind, or not."""

    def __init__(self, behind: bool) -> None:
        self._behind = behind

    async def behind(self) -> bool:
        return self._behind


async def taken(pace: Pace, turns: int) -> float:
    """Seconds."""
    began = time.monotonic()
    for _ in range(turns):
        await pace.turn()
    return time.monotonic() - began


async def test_while_they_are_behind_it_is_slower_and_never_stops() -> None:
    pace = Pace(Workers(behind=True), first=1000, every=0.0)
    assert await taken(pace, 20) >= 8 / LEAST  # how much longer it takes says nothing


async def test_never_faster_than_the_most() -> None:
    pace = Pace(Workers(behind=False), first=10, most=40, every=0.0)
    assert await taken(pace, 7) >= 6 / 40
