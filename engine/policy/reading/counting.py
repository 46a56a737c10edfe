"""Counts what takes the places of a cap, for one case: in a rolling window or one of the customer's calendar."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from engine.customer.places import Slot
from engine.language.rules.caps import Cap
from engine.localtime.instants import shifted
from engine.localtime.periods import Period, period_of
from engine.policy.case import Case
from engine.policy.reading.cap_limit import Limit, limit_of
from engine.policy.reading.selecting import among

_DECIDED = attrgetter("decided_at")


@dataclass(frozen=True, slots=True)
class Count:
    """`used` in order of decision, without the case's own place."""

    cap: Cap
    limit: Limit
    used: Sequence[Slot]
    period: Period | None
    """of a calendar window; None: it rolls"""

    @property
    def full(self) -> bool:
        return self.limit.number is not None and len(self.used) >= self.limit.number

    def free_from(self) -> datetime | None:
        """When there is a place again, if nothing else is decided; None: never, or there is one now."""
        number = self.limit.number
        if not number or not self.full:
            return None
        return self.leaves(self.used[-number])

    def leaves(self, slot: Slot) -> datetime:
        """When a message does not count any more."""
        if isinstance(self.cap.per, timedelta):
            return shifted(slot.decided_at, self.cap.per)
        assert self.period is not None  # a window that does not roll is one of the calendar
        return self.period.end

    def used_at(self, instant: datetime) -> int:
        """How many of them still count then, in the window that is open now."""
        if not isinstance(self.cap.per, timedelta):
            return len(self.used)
        return len(self.used) - bisect_right(self.used, shifted(instant, -self.cap.per), key=_DECIDED)


def count(case: Case, cap: Cap) -> Count:
    """As of now; nothing is counted where the cap does not apply."""
    limit = limit_of(cap, case.within)
    period = _period(case, cap)
    if limit.number is None:
        return Count(cap, limit, (), period)
    return Count(cap, limit, among(cap.counts, _within(case, cap, period)), period)


def _period(case: Case, cap: Cap) -> Period | None:
    if isinstance(cap.per, timedelta):
        return None
    return period_of(cap.per, case.moment.now, case.zone, case.policy.week_starts)


def _within(case: Case, cap: Cap, period: Period | None) -> Sequence[Slot]:
    """Up to now: what a department reports afterwards is looked at as of its own time."""
    if period is not None:
        found = case.taken.since(period.start)
    else:
        assert isinstance(cap.per, timedelta)  # no period: it rolls
        found = case.taken.after(shifted(case.moment.now, -cap.per))
    later = bool(found) and found[-1].decided_at > case.moment.now
    return [one for one in found if one.decided_at <= case.moment.now] if later else found
