"""Makes the report over the ledger: everybody's messages, what was kept back, and what observing rules would do."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from audit.queries.sent_by_all import Ruled, Stopped, each_sent, ruled, stopped
from engine.language.terms import Purpose
from trials.auditing.counting import Counting
from trials.auditing.result import AuditReport, SideBySide, StoppedTotals

MORE_THAN = 3
"""messages a week, beyond which customers are counted, where nobody says otherwise"""


def report(
    database: Engine, zone: ZoneInfo, since: datetime | None, until: datetime | None, more_than: int = MORE_THAN
) -> AuditReport:
    """Of `since` up to but not including `until`; days and weeks are those of `zone`."""
    counting = Counting(zone, more_than)
    each_sent(database, counting.take, since, until)
    return AuditReport(
        traffic=counting.traffic(),
        stopped=kept_back(stopped(database, since, until)),
        side_by_side=side_by_side(ruled(database, since, until)),
    )


def kept_back(rows: Iterable[Stopped]) -> tuple[StoppedTotals, ...]:
    """Most messages first."""
    counts: dict[tuple[str, Purpose, str, str], Counter[str]] = {}
    for row in rows:
        key = (row.department, row.purpose, row.reason or "", row.rule or "")
        counts.setdefault(key, Counter())[row.verdict] += row.messages
    found = [
        StoppedTotals(
            department=department,
            purpose=purpose,
            reason=reason,
            rule=rule,
            held=verdicts["hold"],
            dropped=verdicts["drop"],
        )
        for (department, purpose, reason, rule), verdicts in counts.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.dropped, -one.held, one.department, one.purpose, one.rule)))


def side_by_side(rows: Iterable[Ruled]) -> SideBySide:
    by_rule: Counter[str] = Counter()
    unruled = free = shadow = 0
    for row in rows:
        unruled += row.messages
        free += 0 if row.observed else row.messages
        shadow += row.messages if row.shadow else 0
        by_rule.update(dict.fromkeys(row.observed, row.messages))
    by_most = sorted(by_rule.items(), key=lambda item: (-item[1], item[0]))
    return SideBySide(unruled=unruled, ruled=free, shadow=shadow, by_rule=dict(by_most))
