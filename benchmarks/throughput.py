"""Many customers at once: messages per second, and what one message costs in CPU time of worker and server."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import psutil

from benchmarks.figures import Figure, Goal
from benchmarks.kinds import Crowd, Kind
from benchmarks.timing import median, ratio_of_rounds
from benchmarks.yard import Yard

_LOOK = 0.5
"""seconds between two looks at whether all is at rest"""
_AT_REST = 0.1
"""share of one core that worker and server take when they have nothing to do"""
_LOOKS = 40
"""at most, on a machine that is never quiet"""


@dataclass
class Lane:
    """One way to get a mail for every trigger."""

    name: str
    crowd: Crowd
    trigger: str
    processes: Sequence[psutil.Process]
    rates: list[float] = field(default_factory=list)
    """messages per second"""
    costs: list[float] = field(default_factory=list)
    """milliseconds of CPU per message"""


ENROLMENT = "an enrolment per mail"
STEP = "the next mail of an enrolment"
BARE = "one activity by hand"
NAIVE = "three activities by hand"


async def throughput(yard: Yard, customers: int, rounds: int) -> list[Figure]:
    """Every round asks all customers of each lane, one lane after the other, each going first in turn."""
    names = [f"many{n}" for n in range(customers)]
    async with yard.worker(Kind.OURS) as ours, yard.worker(Kind.BARE) as bare, yard.worker(Kind.NAIVE) as naive:
        lanes = [
            Lane(ENROLMENT, Crowd(yard.client, Kind.OURS, names, yard.content), "asked", (ours, yard.server)),
            Lane(STEP, Crowd(yard.client, Kind.OURS, _talkers(names), yard.content), "continued", (ours, yard.server)),
            Lane(BARE, Crowd(yard.client, Kind.BARE, names, yard.content), "asked", (bare, yard.server)),
            Lane(NAIVE, Crowd(yard.client, Kind.NAIVE, names, yard.content), "asked", (naive, yard.server)),
        ]
        await _warm(yard, lanes)
        for number in range(rounds):
            turn = number % len(lanes)
            for lane in [*lanes[turn:], *lanes[:turn]]:
                await _round(yard, lane)
    return [figure for lane in lanes[:2] for figure in _figures(lane, *lanes[2:])]


def _talkers(names: Sequence[str]) -> list[str]:
    return [f"talk-{name}" for name in names]


async def _warm(yard: Yard, lanes: Sequence[Lane]) -> None:
    """Caches, pollers and the first mail of each; the conversations begin."""
    for lane in lanes:
        await lane.crowd.start()
        if lane.trigger == "continued":
            await lane.crowd.ask("began")
        await _round(yard, lane)
        lane.rates.clear()
        lane.costs.clear()


async def _round(yard: Yard, lane: Lane) -> None:
    count = len(lane.crowd.names)
    expected = len(yard.mailbox) + count
    used, began = _cpu(lane.processes), time.perf_counter()
    await lane.crowd.ask(lane.trigger)
    await yard.mailed(expected)
    lane.rates.append(count / (time.perf_counter() - began))
    await _at_rest(lane.processes)
    lane.costs.append((_cpu(lane.processes) - used) / count * 1000)


async def _at_rest(processes: Sequence[psutil.Process]) -> None:
    """What is still written and continued is counted where it belongs, and is over before the next lane begins."""
    for _ in range(_LOOKS):
        before = _cpu(processes)
        await asyncio.sleep(_LOOK)
        if _cpu(processes) - before < _AT_REST * _LOOK:
            return


def _cpu(processes: Sequence[psutil.Process]) -> float:
    """Seconds."""
    spent = [process.cpu_times() for process in processes]
    return sum(one.user + one.system for one in spent)


def _figures(lane: Lane, bare: Lane, naive: Lane) -> list[Figure]:
    return [
        _rate(lane, bare, Goal(side="at least", ratio=0.9)),
        _rate(lane, naive, Goal(side="at least", ratio=1.7)),
        Figure(
            name=f"CPU of worker and server, {lane.name}",
            against=bare.name,
            unit="ms/message",
            ours=median(lane.costs),
            baseline=median(bare.costs),
            ratio=_ratio(lane.costs, bare.costs),
        ),
    ]


def _rate(lane: Lane, baseline: Lane, goal: Goal) -> Figure:
    return Figure(
        name=f"throughput, {lane.name}",
        against=baseline.name,
        unit="messages/s",
        ours=median(lane.rates),
        baseline=median(baseline.rates),
        ratio=_ratio(lane.rates, baseline.rates),
        goal=goal,
    )


def _ratio(ours: Sequence[float], baseline: Sequence[float]) -> float:
    return ratio_of_rounds({"ours": ours, "baseline": baseline}, "ours", "baseline")
