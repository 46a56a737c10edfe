"""The places that a customer's messages take: sent, on their way, or reserved for a department."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter

from engine.customer.places import Slot
from engine.customer.state import CustomerState

_DECIDED = attrgetter("decided_at")


class Taken:
    """In order of decision; what is decided now does not count against itself.

    What was only tried out, in shadow, takes no place from what really goes out.
    """

    def __init__(self, state: CustomerState, without: str, *, shadow: bool = False) -> None:
        slots = [one.slot for one in state.proposals if one.slot is not None and one.id != without]
        sent = state.sent if shadow else [one for one in state.sent if not one.shadow]
        self._slots: list[Slot] = sorted((*sent, *slots), key=_DECIDED)

    def all(self) -> Sequence[Slot]:
        return self._slots

    def since(self, start: datetime) -> Sequence[Slot]:
        """Those decided at that instant or later."""
        return self._slots[bisect_left(self._slots, start, key=_DECIDED) :]

    def after(self, start: datetime) -> Sequence[Slot]:
        """Those decided later than that instant."""
        found = self.since(start)
        first = next((place for place, one in enumerate(found) if one.decided_at > start), len(found))
        return found[first:]
