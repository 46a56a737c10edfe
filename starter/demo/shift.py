"""Moves the data's calendar to where a clock that only runs forward can meet it, and back."""

from datetime import datetime, timedelta

from engine.model import Frozen

CYCLE_YEARS = 28
CYCLE = timedelta(days=10_227)
"""28 years: after them the Gregorian calendar repeats, weekdays and leap days too, as long as no year such as
2100 lies between, which is divisible by 100 and yet no leap year."""

MARGIN = timedelta(hours=1)
"""what is left for starting up"""


class Shift(Frozen):
    """So many cycles later than the data says."""

    cycles: int

    def ahead(self, instant: datetime) -> datetime:
        """The data's instant on the server's clock."""
        return instant + self.cycles * CYCLE

    def back(self, instant: datetime) -> datetime:
        """The server's instant in the data."""
        return instant - self.cycles * CYCLE


def shift_past(now: datetime, first: datetime) -> Shift:
    """The smallest shift that brings the data's first instant behind `now`; none when it lies there by itself."""
    missing = now + MARGIN - first
    return Shift(cycles=max(0, -(-missing // CYCLE)))
