"""Remembers whose inputs have to wait, and for how long, so that nobody else is held up by asking again and again."""

import time
from collections.abc import Collection
from itertools import islice

FIRST = 1.0
LONGEST = 30.0
"""seconds; the pause doubles from the first to the longest"""
MOST_NAMED = 5_000


class HeldBack:
    """Customers whose run is full, or whose input is not taken."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[float, float]] = {}

    def add(self, customer_id: str) -> None:
        """For longer than the last time."""
        _, pause = self._until.get(customer_id, (0.0, FIRST / 2))
        pause = min(2 * pause, LONGEST)
        self._until[customer_id] = time.monotonic() + pause, pause

    def release(self, customer_id: str) -> None:
        self._until.pop(customer_id, None)

    def forget(self) -> None:
        """Try everybody again."""
        self._until.clear()

    def holds(self, customer_id: str) -> bool:
        until, _ = self._until.get(customer_id, (0.0, 0.0))
        return until > time.monotonic()

    def names(self) -> Collection[str]:
        """Who is to be passed over now; not all of them, where they are too many for one query."""
        return [customer for customer in islice(self._until, MOST_NAMED) if self.holds(customer)]
