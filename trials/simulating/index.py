"""What is known of an events file after its first reading: its faults, and when it begins and ends."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from catalogue.faults import Fault, wrong_and_fix
from engine.errors import ToldError
from engine.language.schema import Schema
from trials.simulating.records import Arrival, BadRecord, Complaints

MOST_FAULTS = 50


class EventsFault(ToldError):
    """The events file has errors and nothing was simulated; every fault names line and fix."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Index:
    """What is known after the first reading; faults are collected, so that all are told at once."""

    def __init__(self, path: Path, plan: Schema, complaints: Complaints | None) -> None:
        self.path = path
        self.faults: list[Fault] = []
        self._plan = plan
        self._complaints = complaints
        self._since: datetime | None = None
        self._last: datetime | None = None

    @property
    def since(self) -> datetime:
        assert self._since is not None  # an empty file is a fault
        return self._since

    @property
    def last(self) -> datetime:
        assert self._last is not None
        return self._last

    def checked(self, line: int, read: Callable[[], Arrival]) -> Arrival | None:
        """What was read, or None when it has faults."""
        try:
            arrival = read()
        except BadRecord as bad:
            self.faults += [fault(self.path, line, *one) for one in bad.faults]
            return None
        if self._complaints is not None:
            for text in self._complaints(arrival.input, self._plan):
                self.faults.append(fault(self.path, line, "", *wrong_and_fix(text, "mend it or schema.yaml")))
        self._since = min(self._since or arrival.at, arrival.at)
        self._last = max(self._last or arrival.at, arrival.at)
        return arrival

    def done(self) -> None:
        """Raises EventsFault for everything that was found."""
        if not self.faults and self._since is None:
            self.faults.append(fault(self.path, 1, "", "no events", "write one input a line"))
        if self.faults:
            raise EventsFault(self.faults[:MOST_FAULTS])


def fault(path: Path, line: int, place: str, message: str, fix: str) -> Fault:
    """A fault on a line."""
    return Fault(file=str(path), line=line, column=1, path=place, message=message, fix=fix)
