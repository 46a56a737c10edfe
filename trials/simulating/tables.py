"""A simulation's result as tables of texts, for whatever prints them."""

from collections import Counter
from zoneinfo import ZoneInfo

from engine.model import Frozen
from engine.telling.phrases import clock
from trials.simulating.result import CustomerTimeline, SimulationResult, Volume

MOST_DAYS = 62
"""Over more days than this the messages are shown by month."""


class Table(Frozen):
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(result: SimulationResult) -> tuple[Table, ...]:
    """The totals; a table without rows is left out."""
    made = (_journeys, _purposes, _reasons, _rules, _holds, _sent)
    return tuple(table for make in made if (table := make(result)).rows)


def beside(ruled: SimulationResult, unruled: SimulationResult) -> Table:
    """What the rules of the policy change: sent with and without them, by purpose."""
    counts = {one.purpose: one.sent for one in ruled.purposes}
    rows = [(one.purpose.value, one.sent, counts.get(one.purpose, 0)) for one in unruled.purposes]
    rows.append(("all", unruled.sent, ruled.sent))
    told = tuple((name, str(without), str(with_them), f"{with_them - without:+d}") for name, without, with_them in rows)
    return Table(title="with and without the rules", columns=("purpose", "without", "with", "difference"), rows=told)


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


def _rules(result: SimulationResult) -> Table:
    rows = tuple((one.rule, str(one.held), str(one.dropped), str(one.observed)) for one in result.rules)
    return Table(title="rules", columns=("rule", "held", "dropped", "only observed"), rows=rows)


def _holds(result: SimulationResult) -> Table:
    columns = ("messages", "sent", "dropped", "still held", "median wait", "longest wait")
    one = result.holds
    if one is None:
        return Table(title="held", columns=columns, rows=())
    counts = (one.messages, one.sent, one.dropped, one.waiting)
    waits = (f"{one.median_hours:.1f} h", f"{one.longest_hours:.1f} h")
    return Table(title="held", columns=columns, rows=((*map(str, counts), *waits),))


def _sent(result: SimulationResult) -> Table:
    """By day or month, and in it by purpose; by channel and department too, where there are several."""
    by_month = bool(result.volumes) and (result.volumes[-1].day - result.volumes[0].day).days >= MOST_DAYS
    kinds = [_purpose, *(kind for kind in (_channel, _department) if len(set(map(kind, result.volumes))) > 1)]
    names = [(kind, name) for kind in kinds for name in sorted(set(map(kind, result.volumes)))]
    counted: Counter[tuple[str, str]] = Counter()
    for one in result.volumes:
        when = f"{one.day:%Y-%m}" if by_month else one.day.isoformat()
        counted[when, ""] += one.sent
        for kind in kinds:
            counted[when, kind(one)] += one.sent
    rows = tuple(
        (when, str(counted[when, ""]), *(str(counted[when, name]) for _, name in names))
        for when in sorted({when for when, _ in counted})
    )
    columns = ("month" if by_month else "day", "sent", *(name for _, name in names))
    return Table(title="messages", columns=columns, rows=rows)


def _purpose(one: Volume) -> str:
    return one.purpose.value


def _channel(one: Volume) -> str:
    return f"by {one.channel.value}"


def _department(one: Volume) -> str:
    return f"of {one.department}"


def _named(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
