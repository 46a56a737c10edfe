"""Tells how many are inside a journey: that they stay on their version, and where moving them would take them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from catalogue.drawing.words import counted, listed

Outcome = Literal["stays", "moves", "ends"]


@dataclass(frozen=True)
class Going:
    """Enrolments of older versions at one step, and where they would go in the version that is compared."""

    step: str
    enrolments: int
    outcome: Outcome
    to: str | None
    """None: off the end"""


@dataclass(frozen=True)
class Inside:
    """How many customers are inside each version of each journey, and under which number a version was new."""

    customers: Mapping[str, Mapping[str, int]]
    since: Mapping[str, int]
    going: Mapping[str, tuple[Going, ...]] = field(default_factory=dict)
    """journey → what `migrate` without a map would do; a journey that nobody could be moved in is not there"""

    def told(self, journey: str) -> str:
        """`12 customers inside stay: 8 on the version of catalogue 3 and 4 on the version of catalogue 5`."""
        versions = self.customers.get(journey, {})
        total = sum(versions.values())
        if not total:
            return "nobody is inside"
        numbers = sorted((self.since.get(version, 0), count) for version, count in versions.items())
        parts = [f"{count} on the version of {_number(number)}" for number, count in numbers]
        return f"{counted(total, 'customer')} inside {'stays' if total == 1 else 'stay'}: {listed(parts, 'and')}"

    def would(self, journey: str) -> str | None:
        """`… would move 12 enrolments: 9 go on at their step and 3 end`; None: there is nothing to move."""
        going = self.going.get(journey, ())
        if not going:
            return None
        counts = Counter[Outcome]()
        for one in going:
            counts[one.outcome] += one.enrolments
        total = counted(counts.total(), "enrolment")
        return f"`twostep migrate {journey}` would move {total}: {listed(list(_outcomes(counts)), 'and')}"

    def places(self, journey: str) -> list[Going]:
        """The old steps that would not be kept, each once, of all versions."""
        counts = Counter[tuple[str, Outcome, str | None]]()
        for one in self.going.get(journey, ()):
            if one.outcome != "stays":
                counts[one.step, one.outcome, one.to] += one.enrolments
        return [Going(step, number, outcome, to) for (step, outcome, to), number in counts.items()]


def _outcomes(counts: Mapping[Outcome, int]) -> Iterator[str]:
    if stay := counts["stays"]:
        yield f"{stay} {'goes' if stay == 1 else 'go'} on at {'its' if stay == 1 else 'their'} step"
    if move := counts["moves"]:
        yield f"{move} {'goes' if move == 1 else 'go'} to another step"
    if end := counts["ends"]:
        yield f"{end} {'ends' if end == 1 else 'end'}"


def _number(number: int) -> str:
    return f"catalogue {number}" if number else "an unknown catalogue"
