"""Counts what the rules of the policy stop: which rule decided, and what became of the messages that were held."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from statistics import median

from engine.contracts.journal import Decided, Entry
from engine.policy.conclusion import conclude
from trials.simulating.result import HeldTotals, RuleTotals

_HOUR = timedelta(hours=1)


class Stopping:
    """One customer after another; of a message that is held only its wait is kept."""

    def __init__(self) -> None:
        self._rules: Counter[tuple[str, str]] = Counter()
        self._ends: Counter[str] = Counter()
        self._waits: list[float] = []

    def count(self, entries: Iterable[Entry]) -> None:
        """All entries of one customer, in order."""
        since: dict[str, datetime] = {}
        for entry in entries:
            if isinstance(entry, Decided):
                self._decided(entry, since)
        self._ends["waiting"] += len(since)

    def rules(self) -> tuple[RuleTotals, ...]:
        """Those that stopped anything, or would have."""
        return tuple(
            RuleTotals(
                rule=name,
                held=self._rules[name, "hold"],
                dropped=self._rules[name, "drop"],
                observed=self._rules[name, "observed"],
            )
            for name in sorted({name for name, _ in self._rules})
        )

    def holds(self) -> HeldTotals | None:
        if not self._ends.total():
            return None
        return HeldTotals(
            messages=self._ends.total(),
            sent=self._ends["send"],
            dropped=self._ends["drop"],
            waiting=self._ends["waiting"],
            median_hours=median(self._waits) if self._waits else 0,
            longest_hours=max(self._waits, default=0),
        )

    def _decided(self, entry: Decided, since: dict[str, datetime]) -> None:
        for look in entry.rules:
            if look.observed and look.verdict != "send":
                self._rules[f"{look.rule} {look.name}".strip(), "observed"] += 1
        if entry.verdict != "send" and entry.rules:
            self._rules[conclude(entry.rules).rule, entry.verdict] += 1
        if entry.verdict == "hold":
            since.setdefault(entry.message_id, entry.at)
        elif (first := since.pop(entry.message_id, None)) is not None:
            self._ends[entry.verdict] += 1
            self._waits.append((entry.at - first) / _HOUR)
