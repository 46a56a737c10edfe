"""The results of a journey as tables of texts, for whatever prints them, and as rows for a spreadsheet."""

from collections.abc import Iterator

from engine.telling.phrases import plain
from engine.telling.titles import Titles
from trials.results.result import Comparison, Group, JourneyResults
from trials.simulating.tables import Table

NONE = "–"

Row = tuple[str, str, str, str, str]
"""kind of group, group, what is counted, of what, the number"""


def tables(results: JourneyResults, titles: Titles) -> tuple[Table, ...]:
    """Who entered and what came of it, the steps, the messages, the comparisons; one without rows is left out."""
    if not results.groups:
        return ()
    everybody = results.groups[0]
    made = (_groups(results), _steps(everybody), _messages(everybody, titles), _comparisons(results))
    return tuple(table for table in made if table.rows)


def rows(results: JourneyResults) -> Iterator[Row]:
    """Everything that was counted, one number a row."""
    for group in results.groups:
        for what, of, number in _numbers(group):
            yield group.kind, group.name, what, of, str(number)
    for one in results.comparisons:
        for name, value in one.model_dump(exclude={"group", "against", "enough"}).items():
            if value is not None:
                yield "comparison", one.group, name, one.against, f"{value:.6f}"


def _numbers(group: Group) -> Iterator[tuple[str, str, float]]:
    for what in ("entered", "customers", "inside", "goals", "converted", "value"):
        yield what, "", getattr(group, what)
    yield from (("ended", outcome, count) for outcome, count in group.ended.items())
    for step in group.steps:
        yield "came", step.step, step.came
        yield "standing", step.step, step.standing
    for one in group.messages:
        for what, count in one.model_dump(exclude={"message", "dropped"}).items():
            yield what, one.message, count
        yield from ((f"dropped {reason}", one.message, count) for reason, count in one.dropped.items())


def _groups(results: JourneyResults) -> Table:
    columns = ("group", "entered", "customers", "inside", "ended", "sent", "answered", "opt-outs", "complaints")
    goal = ("goals", "customers with it", "value") if results.goal is not None else ()
    return Table(
        title="who entered",
        columns=(*columns, *goal),
        rows=tuple(_group(one, with_goal=bool(goal)) for one in results.groups),
    )


def _group(one: Group, *, with_goal: bool) -> tuple[str, ...]:
    ended = ", ".join(f"{plain(outcome)} {count}" for outcome, count in one.ended.items()) or NONE
    counts = (one.sent, one.answered, one.unsubscribed, one.complained)
    found = (_called(one), str(one.entered), str(one.customers), str(one.inside), ended, *map(str, counts))
    if not with_goal:
        return found
    return (*found, str(one.goals), _share(one.converted, one.customers), f"{one.value:,.10g}")


def _called(one: Group) -> str:
    match one.kind:
        case "version":
            return f"version {one.name[:8]}"
        case "arm":
            return one.name.replace("=", ": ")
        case _:
            return one.name


def _steps(everybody: Group) -> Table:
    found = tuple(
        (one.step, _share(one.came, everybody.entered), str(one.standing) if one.standing else NONE)
        for one in everybody.steps
    )
    return Table(title="how far they came", columns=("step", "came to it", "stand there now"), rows=found)


def _messages(everybody: Group, titles: Titles) -> Table:
    columns = ("message", "sent", "answered", "opened", "clicked", "replied", "opt-outs", "complaints", "bounced")
    found = []
    for one in everybody.messages:
        dropped = ", ".join(f"{plain(reason)} {count}" for reason, count in one.dropped.items())
        waiting = f"waiting {one.waiting}" if one.waiting else ""
        shadow = f"in shadow {one.shadow}" if one.shadow else ""
        said = (one.opened, one.clicked, one.replied, one.unsubscribed, one.complained, one.bounced)
        sent = f"{one.sent} ({one.unknown} perhaps)" if one.unknown else str(one.sent)
        rest = ", ".join(part for part in (dropped, waiting, shadow) if part) or NONE
        found.append((titles.message(one.message), sent, _share(one.answered, one.sent), *map(str, said), rest))
    return Table(title="messages", columns=(*columns, "not sent"), rows=tuple(found))


def _comparisons(results: JourneyResults) -> Table:
    columns = ("customers with the goal", "rate", "against", "difference", "95 % interval", "lift", "that is")
    return Table(title="compared", columns=columns, rows=tuple(map(_comparison, results.comparisons)))


def _comparison(one: Comparison) -> tuple[str, ...]:
    group, against = (name.replace("=", ": ") for name in (one.group, one.against))
    lift = NONE if one.lift is None else f"{one.lift:+.0%}"
    if one.lift_low is not None and one.lift_high is not None:
        lift += f" ({one.lift_low:+.0%} to {one.lift_high:+.0%})"
    return (
        f"{group} / {against}",
        f"{one.rate:.1%}",
        f"{one.rate_against:.1%}",
        _points(one.difference),
        f"{_points(one.low)} to {_points(one.high)}",
        lift,
        one.says,
    )


def _points(difference: float) -> str:
    return f"{difference * 100:+.1f} points"


def _share(count: int, of: int) -> str:
    return f"{count} ({count / of:.0%})" if of else str(count)
