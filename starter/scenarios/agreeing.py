"""Reads what the real workflow did as the pure engine would tell it, where only its clock makes a difference."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from trials.scenarios.happening import Happening, Witnessed
from trials.scenarios.script import Script

DRIFT = timedelta(seconds=30)
"""The test server's clock runs on while work is done: an instant may come out so much later."""


def agreed(real: Sequence[Witnessed], pure: Sequence[Witnessed], script: Script) -> list[Witnessed]:
    """Instants a little late, and the order within one, are those of the pure run; what else differs stays."""
    found: list[Witnessed] = []
    for customer in script.customers:
        of_hers = list(_without_slips([one for one in real if one.happening.customer == customer]))
        expected = [one.happening for one in pure if one.happening.customer == customer]
        found += _as_ordered([_snapped(one, expected) for one in of_hers], expected)
    by_happening = {id(one.happening): one for one in found}
    return [by_happening[id(one)] for one in script.in_order([one.happening for one in found])]


def _without_slips(found: Sequence[Witnessed]) -> Iterator[Witnessed]:
    """A hold of moments is the drift itself: what a rule set free at an instant came those moments too early."""
    for one in found:
        happening = one.happening
        if happening.what != "hold" or happening.until is None or happening.until - happening.at > DRIFT:
            yield one


def _as_ordered(found: Sequence[Witnessed], expected: Sequence[Happening]) -> list[Witnessed]:
    """Within an instant as in the pure run: here deliveries take time, and what else happens goes on meanwhile."""
    left = list(enumerate(expected))

    def rank(one: Witnessed) -> int:
        same = next((numbered for numbered in left if numbered[1] == one.happening), None)
        if same is None:
            return len(expected)
        left.remove(same)
        return same[0]

    ranked = [(one.happening.at, rank(one), one) for one in found]
    return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])]


def _snapped(one: Witnessed, expected: Sequence[Happening]) -> Witnessed:
    happening = one.happening
    instants = [at for other in expected for at in (other.at, other.until) if at is not None]
    at = _near(happening.at, instants)
    until = None if happening.until is None else _near(happening.until, instants)
    return one.model_copy(update={"happening": happening.model_copy(update={"at": at, "until": until})})


def _near(at: datetime, instants: Sequence[datetime]) -> datetime:
    """The instant of the pure run that it is a little later than."""
    before = [one for one in instants if timedelta() <= at - one <= DRIFT]
    return max(before, default=at)
