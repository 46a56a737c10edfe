"""An audit as tables of texts, for whatever prints or writes them."""

from collections.abc import Iterator, Sequence

from engine.language.terms import Purpose
from trials.auditing.result import AuditReport, SideBySide, StoppedTotals, Traffic, Week
from trials.imported.result import Clash, ImportedReport, WhatRulesSay
from trials.simulating.tables import Table


def tables(report: AuditReport | ImportedReport) -> tuple[Table, ...]:
    """Those that have rows."""
    found = [*_of_traffic(report.traffic)]
    if isinstance(report, AuditReport):
        found += [_kept_back(report.stopped), _side_by_side(report.side_by_side)]
    else:
        found += [_clash(report.clash), _stopped_by(report.rules), _ruled_weeks(report.rules)]
    return tuple(table for table in found if table.rows)


def _of_traffic(traffic: Traffic) -> Iterator[Table]:
    yield Table(
        title="departments",
        columns=("department", "sent", "customers", "over a rule", "purposes"),
        rows=tuple(
            (one.department, _n(one.sent), _n(one.customers), _n(one.over), _named(one.purposes))
            for one in traffic.departments
        ),
    )
    yield _purposes(traffic)
    yield Table(
        title="overlaps: two departments wrote to the same customer",
        columns=("departments", "customers", "on the same local day", "within 24 h"),
        rows=tuple(
            (" and ".join(one.departments), _n(one.customers), _n(one.same_day), _n(one.within_24h))
            for one in traffic.overlaps
        ),
    )
    yield _by_department(traffic.weeks)
    yield _mix(traffic.weeks)
    yield Table(
        title="messages that a customer had in a week",
        columns=("messages", "weeks of a customer", "customers who never had more"),
        rows=tuple((_n(one.messages), _n(one.customer_weeks), _n(one.customers)) for one in traffic.load),
    )


def _purposes(traffic: Traffic) -> Table:
    counts = {purpose: sum(week.purposes.get(purpose, 0) for week in traffic.weeks) for purpose in Purpose}
    rows = tuple((name.value, _n(count), _share(count, traffic.sent)) for name, count in counts.items() if count)
    return Table(title="purposes", columns=("purpose", "sent", "share"), rows=rows)


def _by_department(weeks: Sequence[Week]) -> Table:
    names = sorted({name for week in weeks for name in week.departments})
    rows = tuple(
        (
            week.monday.isoformat(),
            _n(week.sent),
            _n(week.customers),
            *(_n(week.departments.get(one, 0)) for one in names),
        )
        for week in weeks
    )
    return Table(title="per week", columns=("week of", "sent", "customers", *names), rows=rows)


def _mix(weeks: Sequence[Week]) -> Table:
    present = [purpose for purpose in Purpose if any(purpose in week.purposes for week in weeks)]
    rows = tuple(
        (week.monday.isoformat(), *(_share(week.purposes.get(one, 0), week.sent) for one in present)) for week in weeks
    )
    return Table(title="the mix, in shares of a week", columns=("week of", *(one.value for one in present)), rows=rows)


def _kept_back(stopped: Sequence[StoppedTotals]) -> Table:
    rows = tuple(
        (one.department, one.purpose.value, one.reason, one.rule or "·", _n(one.held), _n(one.dropped))
        for one in stopped
    )
    columns = ("department", "purpose", "reason", "rule", "held", "dropped")
    return Table(title="what was kept back, in messages", columns=columns, rows=rows)


def _side_by_side(beside: SideBySide) -> Table:
    rows: list[tuple[str, str]] = []
    if beside.shadow or beside.by_rule:
        rows = [
            ("were to go", _n(beside.unruled)),
            ("of them in shadow: decided, not sent", _n(beside.shadow)),
            ("would go under every rule", _n(beside.ruled)),
            *((f"would be stopped by {rule}", _n(count)) for rule, count in beside.by_rule.items()),
        ]
    return Table(title="with rules that only observe, and under them", columns=("messages", "count"), rows=tuple(rows))


def _clash(clash: Clash) -> Table:
    rows = (
        ("on-boarding messages", _n(clash.onboarding)),
        ("with a broadcast on their day", f"{_n(clash.disturbed)} ({_share(clash.disturbed, clash.onboarding)})"),
        ("broadcasts that landed there", _n(clash.broadcasts)),
        ("customers", _n(clash.customers)),
        *((f"  {pair}", _n(count)) for pair, count in clash.pairs.items()),
    )
    return Table(title="broadcasts on the day of an on-boarding message", columns=("what", "count"), rows=rows)


def _stopped_by(rules: WhatRulesSay) -> Table:
    rows = tuple(
        (one.rule or "·", one.reason, _n(one.messages), _n(one.later), _named(one.departments))
        for one in rules.stopped_by
    )
    columns = ("rule", "reason", "messages", "could go later", "departments")
    return Table(title=f"what the policy {rules.policy} would have stopped", columns=columns, rows=rows)


def _ruled_weeks(rules: WhatRulesSay) -> Table:
    rows = tuple((one.monday, _n(one.sent), _n(one.sent - one.stopped), _n(one.stopped)) for one in rules.weeks)
    columns = ("week of", "sent", "under the policy", "stopped")
    return Table(title="as it was, and under the policy", columns=columns, rows=rows)


def _n(number: int) -> str:
    return f"{number:,}"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "·"


def _named(counts: dict[str, int] | dict[Purpose, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
