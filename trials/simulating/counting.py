"""Counts what happens to all customers, one after another, in memory that does not grow with them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from engine.contracts.journal import Decided, Ended, Entered, Entry, EntryRefused, GoalReached
from engine.language.terms import Channel, Purpose, Reason
from trials.simulating.result import JourneyTotals, PurposeTotals, ReasonTotals, Volume
from trials.simulating.stopping import Stopping

NO_JOURNEY = "-"
"""Under which messages from outside a journey are counted."""


@dataclass
class _Journey:
    entered: int = 0
    goals: int = 0
    value: float = 0.0
    ended: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)


class Counting:
    """Days are local days of the organisation's zone."""

    def __init__(self, journeys: Iterable[str], zone: ZoneInfo) -> None:
        self.sent = 0
        self.days: Counter[date] = Counter()
        self._zone = zone
        self._journeys = {name: _Journey() for name in sorted(journeys)}
        self._purposes: Counter[tuple[Purpose, str]] = Counter()
        self._reasons: Counter[tuple[Reason, str]] = Counter()
        self._volumes: Counter[tuple[date, Channel, Purpose, str]] = Counter()
        self.stopping = Stopping()

    def count(self, entries: Sequence[Entry]) -> None:
        """All entries of one customer, in order."""
        self.stopping.count(entries)
        last = {one.message_id: one.seq for one in entries if isinstance(one, Decided)}
        for entry in entries:
            match entry:
                case Decided():
                    # put off when it was to leave, it was decided again: it went out at most once
                    if entry.verdict != "send" or last[entry.message_id] == entry.seq:
                        self._decided(entry)
                case Entered():
                    self._journey(entry.journey).entered += 1
                case EntryRefused():
                    self._journey(entry.journey).refused[entry.reason] += 1
                case Ended():
                    self._journey(entry.journey).ended[entry.outcome] += 1
                case GoalReached():
                    self._journey(entry.journey).goals += 1
                    self._journey(entry.journey).value += entry.value or 0
                case _:
                    continue

    def journeys(self) -> tuple[JourneyTotals, ...]:
        return tuple(
            JourneyTotals(
                journey=name,
                entered=one.entered,
                running=one.entered - one.ended.total(),
                ended=dict(sorted(one.ended.items())),
                refused=dict(sorted(one.refused.items())),
                goals=one.goals,
                value=one.value,
                sent=one.verdicts["send"],
                held=one.verdicts["hold"],
                dropped=one.verdicts["drop"],
            )
            for name, one in self._journeys.items()
        )

    def purposes(self) -> tuple[PurposeTotals, ...]:
        seen = {purpose for purpose, _ in self._purposes}
        return tuple(
            PurposeTotals(
                purpose=purpose,
                sent=self._purposes[purpose, "send"],
                held=self._purposes[purpose, "hold"],
                dropped=self._purposes[purpose, "drop"],
            )
            for purpose in Purpose
            if purpose in seen
        )

    def reasons(self) -> tuple[ReasonTotals, ...]:
        seen = {reason for reason, _ in self._reasons}
        return tuple(
            ReasonTotals(reason=reason, held=self._reasons[reason, "hold"], dropped=self._reasons[reason, "drop"])
            for reason in Reason
            if reason in seen
        )

    def volumes(self) -> tuple[Volume, ...]:
        return tuple(
            Volume(day=day, channel=channel, purpose=purpose, department=department, sent=sent)
            for (day, channel, purpose, department), sent in sorted(self._volumes.items())
        )

    def _sent(self, entry: Decided, day: date) -> None:
        self.days[day] += 1
        assert entry.channel is not None  # a send names it
        self._volumes[day, entry.channel, entry.purpose, entry.department] += 1

    def _journey(self, name: str) -> _Journey:
        return self._journeys.setdefault(name, _Journey())

    def _decided(self, entry: Decided) -> None:
        self._journey(entry.journey or NO_JOURNEY).verdicts[entry.verdict] += 1
        self._purposes[entry.purpose, entry.verdict] += 1
        if entry.verdict == "send":
            self.sent += 1
            self._sent(entry, entry.at.astimezone(self._zone).date())
        elif entry.reason is not None:
            self._reasons[entry.reason, entry.verdict] += 1
