"""Small statistics: ratios of rounds that lie side by side, since the machine is never quiet."""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def ratio_of_rounds(rounds: Mapping[K, Sequence[float]], ours: K, baseline: K) -> float:
    """The median of the rounds' own ratios: what slowed one round slowed both of its halves."""
    return median([mine / other for mine, other in zip(rounds[ours], rounds[baseline], strict=True)])
