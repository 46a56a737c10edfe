"""What a customer in a worker's cache weighs: the growth of the process, customer by customer."""

import asyncio

import psutil

from benchmarks.figures import Figure, Goal
from benchmarks.kinds import Crowd, Kind
from benchmarks.timing import median
from benchmarks.yard import Yard

_KINDS = (Kind.OURS, Kind.BARE)
_REST = 1.0
"""seconds until the last answers are settled"""


async def memory(yard: Yard, customers: int, rounds: int) -> list[Figure]:
    """Each round is a fresh worker process of each kind; a third as many customers before warm it up."""
    grown: dict[Kind, list[float]] = {kind: [] for kind in _KINDS}
    for number in range(rounds):
        for kind in _KINDS:
            grown[kind].append(await _growth(yard, kind, customers, number))
    ours, bare = (median(grown[kind]) for kind in _KINDS)
    return [
        Figure(
            name="memory of a cached customer",
            against="one activity by hand",
            unit="kB",
            ours=ours,
            baseline=bare,
            ratio=ours / bare,
            goal=Goal(side="at most", ratio=1.5),
        )
    ]


async def _growth(yard: Yard, kind: Kind, customers: int, number: int) -> float:
    """kB per customer that has had one mail."""
    async with yard.worker(kind) as process:
        before = await _resident(yard, process, kind, customers // 3, f"warm{number}")
        after = await _resident(yard, process, kind, customers, f"cached{number}")
    return (after - before) / customers / 1000


async def _resident(yard: Yard, process: psutil.Process, kind: Kind, customers: int, name: str) -> int:
    """Bytes of the process once so many more customers have their mail."""
    crowd = Crowd(yard.client, kind, [f"{name}-{n}" for n in range(customers)], yard.content)
    expected = len(yard.mailbox) + customers
    await crowd.start()
    await crowd.ask()
    await yard.mailed(expected)
    await asyncio.sleep(_REST)
    return int(process.memory_info().rss)
