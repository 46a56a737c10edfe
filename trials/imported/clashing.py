"""Counts how often a broadcast landed on the day of an on-boarding message."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from audit.queries.sent_by_all import SentMessage
from engine.language.rules.selectors import Selector
from engine.language.terms import Purpose
from engine.localtime.instants import local_date
from engine.policy.reading.selecting import matches
from trials.imported.result import Clash

ONBOARDING = Selector(tags=("welcome", "onboarding", "on-boarding"))
BROADCAST = Selector(purposes=(Purpose.PROMOTIONAL,))
_SHOWN = 10


class Clashing:
    """Takes all messages of a customer at a time; days are those of `zone`."""

    def __init__(self, zone: ZoneInfo, onboarding: Selector, broadcast: Selector) -> None:
        self._zone = zone
        self._onboarding = onboarding
        self._broadcast = broadcast
        self._counts: Counter[str] = Counter()
        self._pairs: Counter[str] = Counter()

    def take(self, hers: Iterable[SentMessage]) -> None:
        welcomes: dict[date, list[SentMessage]] = {}
        broadcasts: dict[date, list[SentMessage]] = {}
        for one in hers:
            # what is both is an on-boarding message: it does not disturb itself
            kind = welcomes if matches(self._onboarding, one) else broadcasts if matches(self._broadcast, one) else None
            if kind is not None:
                kind.setdefault(local_date(one.sent_at, self._zone), []).append(one)
        shared = welcomes.keys() & broadcasts.keys()
        self._counts["onboarding"] += sum(map(len, welcomes.values()))
        self._counts["customers"] += bool(shared)
        for day in shared:
            self._counts["disturbed"] += len(welcomes[day])
            self._counts["broadcasts"] += len(broadcasts[day])
            self._pairs.update(
                {f"{other.message} with {one.message}" for one in welcomes[day] for other in broadcasts[day]}
            )

    def clash(self) -> Clash:
        most = sorted(self._pairs.items(), key=lambda item: (-item[1], item[0]))[:_SHOWN]
        names = ("onboarding", "disturbed", "broadcasts", "customers")
        return Clash.model_validate({**{name: self._counts[name] for name in names}, "pairs": dict(most)})
