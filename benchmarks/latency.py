"""From the trigger's call to the provider's receipt, one customer at a time."""

import asyncio
from datetime import UTC, datetime

from benchmarks.figures import Figure, Goal
from benchmarks.kinds import Crowd, Kind
from benchmarks.timing import percentile
from benchmarks.yard import Yard

_PAUSE = 0.03
"""seconds: the settling of one message is over before the next trigger"""
_CROWD = 12
_KINDS = (Kind.OURS, Kind.BARE)


async def latency(yard: Yard, samples: int) -> list[Figure]:
    """Cached workflows, an idle machine but for the one message under way."""
    crowds = [Crowd(yard.client, kind, [f"one{n}" for n in range(_CROWD)], yard.content) for kind in _KINDS]
    took: dict[Kind, list[float]] = {kind: [] for kind in _KINDS}
    async with yard.worker(Kind.OURS), yard.worker(Kind.BARE):
        for crowd in crowds:
            await _warm(yard, crowd)
        for number in range(samples):
            for crowd in crowds:
                took[crowd.kind].append(await ask_and_wait(yard, crowd, number))
    return [_figure(took, share) for share in (0.5, 0.95)]


async def ask_and_wait(yard: Yard, crowd: Crowd, number: int) -> float:
    """Milliseconds from before the call until the provider had the request."""
    expected = len(yard.mailbox) + 1
    began = datetime.now(UTC)
    await crowd.ask_one(crowd.names[number % len(crowd.names)])
    await yard.mailed(expected)
    mail = yard.mailbox.get(expected)
    assert mail is not None
    await asyncio.sleep(_PAUSE)
    return (datetime.fromisoformat(mail.received_at) - began).total_seconds() * 1000


async def _warm(yard: Yard, crowd: Crowd) -> None:
    expected = len(yard.mailbox) + 2 * len(crowd.names)
    await crowd.start()
    await crowd.ask()
    await crowd.ask()
    await yard.mailed(expected)


def _figure(took: dict[Kind, list[float]], share: float) -> Figure:
    ours, bare = (percentile(took[kind], share) for kind in _KINDS)
    return Figure(
        name=f"trigger to provider, p{share * 100:.0f}",
        against="one activity by hand",
        unit="ms",
        ours=ours,
        baseline=bare,
        ratio=ours / bare,
        goal=Goal(side="at most", ratio=1.3),
    )
