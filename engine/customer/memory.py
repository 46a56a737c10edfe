"""What a customer did, as conditions see it: the newest events of each type, older ones as counts per day."""

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from operator import attrgetter

from pydantic import ConfigDict, Field

from engine.model import Attributes, Frozen, Instant, Kept

NEWEST = 200
"""How many events of one type are kept whole."""

_LAST_OF_DAY = time(23, 59, 59, 999_999, tzinfo=UTC)
_at = attrgetter("at")


class Remembered(Frozen):
    """One event; `at` is its event time. In JSON `id`, `at` and `p`, since a memory holds thousands of them."""

    id: str
    at: Instant
    properties: Attributes = Field(default_factory=dict, alias="p")

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, serialize_by_alias=True)


class EventsOfType(Kept):
    """The events of one type in order of event time, equal times in order of arrival."""

    events: list[Remembered] = Field(default_factory=list)
    days: dict[date, int] = Field(default_factory=dict)
    """UTC day → how many events of it are counted only"""

    def fold_oldest(self) -> None:
        day = self.events.pop(0).at.date()
        self.days[day] = self.days.get(day, 0) + 1


class Memory(Kept):
    """Never refuses: beyond the newest 200 of a type the oldest folds into the count of its day."""

    types: dict[str, EventsOfType] = Field(default_factory=dict)

    def remember(self, type: str, event: Remembered) -> None:
        of_type = self.types.get(type)
        if of_type is None:
            of_type = self.types[type] = EventsOfType()
        insort(of_type.events, event, key=_at)
        if len(of_type.events) > NEWEST:
            of_type.fold_oldest()

    def last_at(self, type: str) -> datetime | None:
        """The event time of the newest event; None if there never was one."""
        of_type = self.types.get(type)
        return of_type.events[-1].at if of_type and of_type.events else None

    def events(self, type: str) -> Sequence[Remembered]:
        """The events kept whole, oldest first; not to be changed."""
        of_type = self.types.get(type)
        return of_type.events if of_type else ()

    def after(self, type: str, instant: datetime) -> Sequence[Remembered]:
        """The events kept whole whose event time is later than `instant`, oldest first."""
        events = self.events(type)
        return events[bisect_right(events, instant, key=_at) :]

    def folded(self, type: str) -> Mapping[date, int]:
        """UTC day → how many events of it are counted only; not to be changed."""
        of_type = self.types.get(type)
        return of_type.days if of_type else {}

    def trim_oldest(self, n: int) -> int:
        """Make the memory smaller by up to `n` items and return how many: the answer to an alarm over its size.

        First the oldest events of all types fold into their days' counts (never the newest of a type, so that
        `since` stays exact); when only those are left, the oldest days are forgotten.
        """
        oldest = sorted(
            ((event.at, name) for name, of_type in self.types.items() for event in of_type.events[:-1]),
        )[:n]
        for _, name in oldest:
            self.types[name].fold_oldest()
        if len(oldest) == n:
            return n
        days = sorted((day, name) for name, of_type in self.types.items() for day in of_type.days)
        for day, name in days[: n - len(oldest)]:
            del self.types[name].days[day]
        return len(oldest) + len(days[: n - len(oldest)])


def stands_at(day: date) -> datetime:
    """The instant at which the counted events of a day stand: its last microsecond (UTC)."""
    return datetime.combine(day, _LAST_OF_DAY)
