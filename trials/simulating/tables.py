"""A simulation's result as tables of texts, for whatever prints them."""

from collections import Counter
from zoneinfo import ZoneInfo

from engine.model import Frozen
from engine.telling.phrases import clock
from trials.simulating.result import CustomerTimeline, SimulationResult

MOST_DAYS = 62
"""Over more days than this the messages are shown by month."""


class Table(Frozen):
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(result: SimulationResult) -> tuple[Table, ...]:
    """The totals; a table without rows is left out."""
    return tuple(
        table for table in (_journeys(result), _purposes(result), _reasons(result), _days(result)) if table.rows
    )


def timeline_table(timeline: CustomerTimeline) -> Table:
    """One customer, line by line, in her zone."""
    zone = ZoneInfo(timeline.zone)
    rows = tuple((clock(one.at, zone), one.text) for one in timeline.happenings)
    return Table(title=timeline.customer_id, columns=(f"when ({timeline.zone})", "what"), rows=rows)


def _journeys(result: SimulationResult) -> Table:
    columns = ("journey", "entered", "running", "ended", "not entered", "goals", "value", "sent", "held", "dropped")
    rows = tuple(
        (
            one.journey,
            str(one.entered),
            str(one.running),
            _named(one.ended),
            _named(one.refused),
            str(one.goals),
            f"{one.value:g}",
            str(one.sent),
            str(one.held),
            str(one.dropped),
        )
        for one in result.journeys
    )
    return Table(title="journeys", columns=columns, rows=rows)


def _purposes(result: SimulationResult) -> Table:
    rows = tuple((one.purpose.value, str(one.sent), str(one.held), str(one.dropped)) for one in result.purposes)
    return Table(title="purposes", columns=("purpose", "sent", "held", "dropped"), rows=rows)


def _reasons(result: SimulationResult) -> Table:
    rows = tuple((one.reason.value, str(one.held), str(one.dropped)) for one in result.reasons)
    return Table(title="reasons", columns=("reason", "held", "dropped"), rows=rows)


def _days(result: SimulationResult) -> Table:
    days = sorted(result.days)
    by_month = bool(days) and (days[-1] - days[0]).days >= MOST_DAYS
    counted: Counter[str] = Counter()
    for day in days:
        counted[f"{day:%Y-%m}" if by_month else day.isoformat()] += result.days[day]
    rows = tuple((when, str(count)) for when, count in counted.items())
    return Table(title="messages", columns=("month" if by_month else "day", "sent"), rows=rows)


def _named(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
