"""Messages per second: a trigger to each customer, until the provider has all of their mails."""

import time

from benchmarks.figures import Figure, Goal
from benchmarks.kinds import Crowd, Kind
from benchmarks.timing import median, ratio_of_rounds
from benchmarks.yard import Yard

_WARM = 2
"""rounds that do not count: caches, pollers and the first mail of each"""


async def throughput(yard: Yard, customers: int, rounds: int) -> list[Figure]:
    """Every round asks all customers of each kind, one kind after the other; all three workers stand by."""
    crowds = [Crowd(yard.client, kind, [f"many{n}" for n in range(customers)], yard.content) for kind in Kind]
    rates: dict[Kind, list[float]] = {kind: [] for kind in Kind}
    async with yard.worker(Kind.OURS), yard.worker(Kind.BARE), yard.worker(Kind.NAIVE):
        for crowd in crowds:
            await crowd.start()
        for number in range(_WARM + rounds):
            # every kind goes first in turn: what is left over of one round is paid for by the next
            for crowd in [*crowds[number % 3 :], *crowds[: number % 3]]:
                rate = customers / await _round(yard, crowd)
                if number >= _WARM:
                    rates[crowd.kind].append(rate)
    return [
        _figure(rates, Kind.BARE, "one activity by hand", Goal(side="at least", ratio=0.9)),
        _figure(rates, Kind.NAIVE, "three activities by hand", Goal(side="at least", ratio=1.7)),
    ]


async def _round(yard: Yard, crowd: Crowd) -> float:
    """Seconds."""
    expected = len(yard.mailbox) + len(crowd.names)
    began = time.perf_counter()
    await crowd.ask()
    await yard.mailed(expected)
    return time.perf_counter() - began


def _figure(rates: dict[Kind, list[float]], baseline: Kind, against: str, goal: Goal) -> Figure:
    return Figure(
        name="trigger to mail, many customers at once",
        against=against,
        unit="messages/s",
        ours=median(rates[Kind.OURS]),
        baseline=median(rates[baseline]),
        ratio=ratio_of_rounds(rates, Kind.OURS, baseline),
        goal=goal,
    )
