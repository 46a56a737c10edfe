"""Counts everybody's messages, customer after customer, in memory that grows with departments and weeks only."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from audit.queries.sent_by_all import SentMessage
from engine.language.terms import Purpose
from engine.localtime.instants import local_date
from trials.auditing.result import DepartmentTotals, Load, Overlap, Traffic, Week

NEAR = timedelta(hours=24)
MOST_WEEKS = 520
"""in a row; of a longer time those are told in which there was anything"""

Pair = tuple[str, str]


@dataclass
class _Pairs:
    same_day: Counter[Pair] = field(default_factory=Counter)
    near: Counter[Pair] = field(default_factory=Counter)
    customers: Counter[Pair] = field(default_factory=Counter)


class Counting:
    """Takes messages in order of customer and time; days and weeks are those of `zone`."""

    def __init__(self, zone: ZoneInfo, more_than: int) -> None:
        self._zone = zone
        self._more_than = more_than
        self._hers: list[SentMessage] = []
        self._customers = self._above = 0
        self._first: datetime | None = None
        self._last: datetime | None = None
        self._sources: Counter[str] = Counter()
        self._over: Counter[str] = Counter()
        self._departments: Counter[tuple[str, Purpose]] = Counter()
        self._reached: Counter[str] = Counter()
        self._weeks: Counter[tuple[date, str, Purpose]] = Counter()
        self._in_week: Counter[date] = Counter()
        self._loads: Counter[int] = Counter()
        self._most: Counter[int] = Counter()
        self._pairs = _Pairs()

    def take(self, one: SentMessage) -> None:
        if self._hers and self._hers[-1].customer_id != one.customer_id:
            self._close()
        self._hers.append(one)

    def traffic(self) -> Traffic:
        """When everything was taken."""
        self._close()
        return Traffic(
            since=self._first,
            last=self._last,
            zone=self._zone.key,
            sent=self._sources.total(),
            customers=self._customers,
            sources=dict(sorted(self._sources.items())),
            departments=self._department_totals(),
            overlaps=self._overlaps(),
            weeks=self._week_totals(),
            load=tuple(
                Load(messages=count, customer_weeks=self._loads[count], customers=self._most[count])
                for count in sorted(self._loads)
            ),
            more_than=self._more_than,
            above=self._above,
        )

    def _close(self) -> None:
        """Everything of one customer is here."""
        if not self._hers:
            return
        hers, self._hers = self._hers, []
        self._customers += 1
        self._first = min(self._first or hers[0].sent_at, hers[0].sent_at)
        self._last = max(self._last or hers[-1].sent_at, hers[-1].sent_at)
        self._reached.update({one.department for one in hers})
        self._count(hers)
        self._count_load(hers)
        days = [local_date(one.sent_at, self._zone) for one in hers]
        same_day = _together(zip(days, (one.department for one in hers), strict=True))
        near = _followed(hers)
        self._pairs.same_day.update(same_day)
        self._pairs.near.update(near)
        self._pairs.customers.update(same_day.keys() | near.keys())

    def _count(self, hers: Iterable[SentMessage]) -> None:
        for one in hers:
            self._sources[one.source] += 1
            self._over[one.department] += one.over
            self._departments[one.department, one.purpose] += 1
            self._weeks[self._monday(one.sent_at), one.department, one.purpose] += 1

    def _count_load(self, hers: Iterable[SentMessage]) -> None:
        weeks = Counter(self._monday(one.sent_at) for one in hers)
        self._in_week.update(weeks.keys())
        self._loads.update(weeks.values())
        most = max(weeks.values())
        self._most[most] += 1
        self._above += most > self._more_than

    def _monday(self, at: datetime) -> date:
        day = local_date(at, self._zone)
        return day - timedelta(days=day.weekday())

    def _department_totals(self) -> tuple[DepartmentTotals, ...]:
        found = [
            DepartmentTotals(
                department=name,
                sent=sum(count for (department, _), count in self._departments.items() if department == name),
                customers=self._reached[name],
                over=self._over[name],
                purposes={purpose: count for purpose in Purpose if (count := self._departments[name, purpose])},
            )
            for name in self._reached
        ]
        return tuple(sorted(found, key=lambda one: (-one.sent, one.department)))

    def _overlaps(self) -> tuple[Overlap, ...]:
        pairs = self._pairs
        found = [
            Overlap(departments=pair, customers=customers, same_day=pairs.same_day[pair], within_24h=pairs.near[pair])
            for pair, customers in pairs.customers.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.same_day, -one.within_24h, one.departments)))

    def _week_totals(self) -> tuple[Week, ...]:
        """Weeks in which nobody had anything stand between the others, so that a picture shows the gap.

        A date far off, which systems write for "never", would make a gap of centuries.
        """
        mondays = sorted(self._in_week)
        if not mondays:
            return ()
        span = range((mondays[-1] - mondays[0]).days // 7 + 1)
        if len(span) > MOST_WEEKS:
            return tuple(map(self._week, mondays))
        return tuple(self._week(mondays[0] + timedelta(weeks=number)) for number in span)

    def _week(self, monday: date) -> Week:
        departments: Counter[str] = Counter()
        purposes: Counter[Purpose] = Counter()
        for (week, department, purpose), count in self._weeks.items():
            if week == monday:
                departments[department] += count
                purposes[purpose] += count
        return Week(
            monday=monday,
            sent=departments.total(),
            customers=self._in_week[monday],
            departments=dict(sorted(departments.items())),
            purposes={purpose: purposes[purpose] for purpose in Purpose if purposes[purpose]},
        )


def _together(days: Iterable[tuple[date, str]]) -> Counter[Pair]:
    """Pairs of departments that wrote on one day, once for each day."""
    by_day: dict[date, set[str]] = {}
    for day, department in days:
        by_day.setdefault(day, set()).add(department)
    return Counter(pair for found in by_day.values() for pair in combinations(sorted(found), 2))


def _followed(hers: Sequence[SentMessage]) -> Counter[Pair]:
    """Messages that another department's followed within 24 hours, once for each such department."""
    found: Counter[Pair] = Counter()
    for place, one in enumerate(hers):
        others: set[str] = set()
        for later in hers[place + 1 :]:
            if later.sent_at - one.sent_at >= NEAR:
                break
            others.add(later.department)
        for other in others - {one.department}:
            found[min(one.department, other), max(one.department, other)] += 1
    return found
