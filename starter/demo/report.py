"""Prints the demo's report: messages per journey, purpose and month, and why others were not sent."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import assert_never

from rich.console import Console
from rich.table import Table

from engine.contracts.journal import Decided
from starter.counting import counted
from starter.demo.rows import Delivery, Left, NonSend, NotEntered, Stopped
from trials.simulating.stopping import Stopping

_AHEAD_OF_A_MESSAGE = ("superseded", "came-back")
"""Outcomes by which the demo's journeys end before a message of theirs was due."""


def print_report(console: Console, deliveries: Sequence[Delivery], not_sent: Sequence[NonSend]) -> None:
    """The tables; a message that was sent is counted in the month in which it was due."""
    console.print(_months([row for row in deliveries if row.sent]))
    console.print(_outcomes(deliveries))
    console.print(_reasons(not_sent))


def print_rules(console: Console, decisions: Iterable[Sequence[Decided]]) -> None:
    """What each rule of the policy stopped, and what became of the messages that were held."""
    stopping = Stopping()
    for hers in decisions:
        stopping.count(hers)
    table = Table(title="The policy at work: decisions by the rule that decided", title_justify="left")
    table.add_column("rule")
    for column in ("held", "dropped"):
        table.add_column(column, justify="right")
    for one in stopping.rules():
        table.add_row(one.rule, _cell(one.held), _cell(one.dropped))
    console.print(table)
    if (held := stopping.holds()) is not None:
        console.print(
            f"Held: {counted(held.messages, 'message')}, of which {held.sent:,} went later and {held.dropped:,} did "
            f"not; half of them waited {held.median_hours / 24:.1f} days or less.",
            highlight=False,
        )


def month_of(instant: datetime) -> str:
    return f"{instant:%Y-%m}"


def months_between(first: datetime, last: datetime) -> tuple[str, ...]:
    """Every calendar month (UTC) from the first instant's to the last one's, empty ones too."""
    start, stop = (instant.year * 12 + instant.month - 1 for instant in (first, last))
    return tuple(f"{month // 12}-{month % 12 + 1:02}" for month in range(start, stop + 1))


def _months(sent: Sequence[Delivery]) -> Table:
    kinds = sorted({(row.source, row.purpose) for row in sent})
    table = Table(
        title="Messages sent, by month due, journey and purpose",
        title_justify="left",
        show_footer=True,
    )
    table.add_column("month", footer="all")
    for journey, purpose in kinds:
        total = sum((row.source, row.purpose) == (journey, purpose) for row in sent)
        table.add_column(f"{journey}\n[dim]{purpose}[/dim]", justify="right", footer=f"{total:,}")
    table.add_column("all", justify="right", footer=f"{len(sent):,}")
    counts = Counter((month_of(row.due), row.source, row.purpose) for row in sent)
    for month in _all_months(sent):
        cells = [counts[month, journey, purpose] for journey, purpose in kinds]
        table.add_row(month, *map(_cell, cells), _cell(sum(cells)))
    return table


def _all_months(sent: Sequence[Delivery]) -> tuple[str, ...]:
    dues = [row.due for row in sent]
    return months_between(min(dues), max(dues)) if dues else ()


def _outcomes(deliveries: Iterable[Delivery]) -> Table:
    table = Table(title="Deliveries by message and outcome", title_justify="left")
    table.add_column("message")
    table.add_column("purpose")
    for outcome in ("accepted", "refused", "unknown"):
        table.add_column(outcome, justify="right")
    rows = list(deliveries)
    counts = Counter((row.message, row.outcome) for row in rows)
    for message, purpose in sorted({(row.message, row.purpose) for row in rows}):
        cells = (counts[message, outcome] for outcome in ("accepted", "refused", "unknown"))
        table.add_row(message, purpose, *map(_cell, cells))
    return table


def _reasons(not_sent: Iterable[NonSend]) -> Table:
    table = Table(title="What was not sent, and why", title_justify="left")
    for column in ("what happened", "journey", "reason"):
        table.add_column(column)
    table.add_column("times", justify="right")
    counts = Counter(line for row in not_sent if (line := _reason(row)) is not None)
    for (what, journey, reason), times in sorted(counts.items()):
        table.add_row(what, journey, reason, f"{times:,}")
    if not counts:
        table.add_row("nothing was held, dropped or refused", "–", "–", "0")
    return table


def _reason(row: NonSend) -> tuple[str, str, str] | None:
    match row:
        case Stopped():
            return "message held" if row.verdict == "hold" else "message dropped", row.source, row.reason
        case NotEntered():
            return "journey not entered", row.journey, row.reason
        case Left():
            ahead = row.outcome in _AHEAD_OF_A_MESSAGE
            return ("journey left early", row.journey, row.outcome) if ahead else None
        case _:
            assert_never(row)


def _cell(count: int) -> str:
    return f"{count:,}" if count else "·"
