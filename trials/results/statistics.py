"""Intervals for shares, for the difference of two, and for their ratio; plain formulas, with where they come from."""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95
ENOUGH = 5
"""So many who did and so many who did not, in each group: with fewer an interval says little."""

_Z = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def rate(self) -> float:
        """0 of none."""
        return self.hits / self.of if self.of else 0.0

    @property
    def enough(self) -> bool:
        return min(self.hits, self.of - self.hits) >= ENOUGH


Interval = tuple[float, float]


def wilson(share: Share) -> Interval:
    """The score interval of a share: E. B. Wilson, JASA 22 (1927), 209–212. Of none it is everything."""
    if not share.of:
        return 0.0, 1.0
    n, p, z2 = share.of, share.rate, _Z**2
    middle, half = p + z2 / (2 * n), _Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    low, high = (middle - half) / scale, (middle + half) / scale
    return (0.0 if not share.hits else low), (1.0 if share.hits == n else high)


def difference(one: Share, other: Share) -> Interval:
    """Of `one` minus `other`, out of the score intervals of both: method 10 of R. G. Newcombe, Statistics in Medicine
    17 (1998), 873–890."""
    (low1, high1), (low2, high2) = wilson(one), wilson(other)
    p1, p2 = one.rate, other.rate
    apart = p1 - p2
    return apart - sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2), apart + sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)


def lift(one: Share, other: Share) -> Interval | None:
    """Of `one` over `other`, less 1, by the logarithm of the ratio: D. Katz and others, Biometrics 34 (1978), 469–474.

    None where one of them has nobody: the ratio has no interval then.
    """
    if not one.hits or not other.hits:
        return None
    spread = _Z * sqrt(1 / one.hits - 1 / one.of + 1 / other.hits - 1 / other.of)
    ratio = log(one.rate / other.rate)
    return exp(ratio - spread) - 1, exp(ratio + spread) - 1
