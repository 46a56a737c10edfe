"""Waking a customer who is in no cache: five years of history against none, at the same number of events."""

from datetime import UTC, datetime, timedelta

from benchmarks.figures import Figure, Goal
from benchmarks.kinds import Crowd, Kind, introduction
from benchmarks.latency import ask_and_wait
from benchmarks.timing import median
from benchmarks.yard import Yard
from engine.contracts.inputs import Track
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.rehearsal import Rehearsal

_CROWD = 8
_YEAR = timedelta(days=365)


async def wake(yard: Yard, samples: int) -> list[Figure]:
    """The worker caches nobody: every wake fetches and replays the run's history."""
    now = datetime.now(UTC)
    crowds = {
        years: Crowd(yard.client, Kind.OURS, [f"{years}years{n}" for n in range(_CROWD)], yard.content)
        for years in (5, 0)
    }
    took: dict[int, list[float]] = {5: [], 0: []}
    async with yard.worker(Kind.OURS, cached=0):
        for years, crowd in crowds.items():
            await crowd.start(lived(years, now, yard.definitions))
        for number in range(_CROWD + samples):
            for years, crowd in crowds.items():
                needed = await ask_and_wait(yard, crowd, number)
                if number >= _CROWD:
                    took[years].append(needed)
    old, new = median(took[5]), median(took[0])
    return [
        Figure(
            name="waking a customer of five years, uncached",
            against="a new customer",
            unit="ms",
            ours=old,
            baseline=new,
            ratio=old / new,
            goal=Goal(side="at most", ratio=1.5),
        )
    ]


def lived(years: int, now: datetime, definitions: Definitions) -> CustomerState:
    """A state after so many years: a visit every second day and a question, answered by a mail, every week."""
    life = Rehearsal(CustomerState(customer_id="template", catalogue=1), definitions)
    at = now - years * _YEAR - timedelta(hours=1)
    life.feed(introduction("template", at), at)
    day = 0
    while (then := at + timedelta(days=day)) < now - timedelta(days=1):
        type = "asked" if day % 7 == 0 else "visited"
        life.feed(Track(id=f"day{day}", type=type, at=then, properties={}), then)
        day += 1 if day % 7 == 6 else 2
    life.finish(now - timedelta(minutes=1))
    return life.state
