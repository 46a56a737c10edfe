"""Shows what came of a scenario: expected and actual timeline side by side, and why it was decided otherwise."""

import json
from collections.abc import Iterator
from io import StringIO
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from catalogue.scenarios.expects import rule_of
from catalogue.scenarios.times import shown
from engine.contracts.journal import RuleLook
from trials.scenarios.comparing import Mark, Row
from trials.scenarios.outcome import Outcome

_MARKS: dict[Mark, str] = {"same": " ", "differs": "≠", "missing": "-", "extra": "+"}
_STYLES: dict[Mark, str] = {"same": "", "differs": "bold red", "missing": "red", "extra": "yellow"}
_WIDE = 180


def failure(outcome: Outcome) -> RenderableType:
    """Everything that somebody needs to mend the scenario or the rules."""
    if outcome.problem:
        return Text(outcome.problem)
    zone = ZoneInfo(outcome.zone)
    why = [Text(line) for row in outcome.rows if row.mark != "same" for line in _why(row, zone)]
    return Group(_timelines(outcome, zone), *why)


def as_text(outcome: Outcome) -> str:
    """The same for where there is no terminal."""
    console = Console(file=StringIO(), width=_WIDE, color_system=None, highlight=False)
    console.print(f"{outcome.file}: {outcome.name}", markup=False)
    console.print(failure(outcome))
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def _timelines(outcome: Outcome, zone: ZoneInfo) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("", no_wrap=True)
    table.add_column(f"expected ({outcome.zone})", overflow="fold")
    table.add_column("what happened", overflow="fold")
    named = len(outcome.customers) > 1
    for row in outcome.rows:
        wanted = row.expected.text(zone, named=named) if row.expected else ""
        found = row.actual.happening.text(zone, named=named) if row.actual else ""
        style = _STYLES[row.mark]
        table.add_row(_MARKS[row.mark], Text(wanted, style), Text(found, style))
    return table


def _why(row: Row, zone: ZoneInfo) -> Iterator[str]:
    """The rules that decided, or that were expected to, with what they read."""
    if row.actual is None or not row.actual.rules:
        return
    wanted = rule_of(row.expected.because) if row.expected and row.expected.because else None
    looks = [one for one in row.actual.rules if one.verdict != "send" or (wanted and one.name == wanted)]
    happening = row.actual.happening
    yield ""
    yield f"{shown(happening.at, zone)}  {happening.what} {happening.subject}:"
    yield from (f"  {_told(look, zone)}" for look in looks)
    if not looks:
        yield f"  none of the {len(row.actual.rules)} rules that were looked at stopped it"


def _told(look: RuleLook, zone: ZoneInfo) -> str:
    said = [
        f"{look.rule} {look.name}".strip(),
        f"on {look.channel}" if look.channel else "",
        f"says {look.verdict}",
        f"until {shown(look.until, zone)}" if look.until else "",
        "(only observed)" if look.observed else "",
    ]
    evidence = json.dumps(look.evidence, ensure_ascii=False, default=str)
    return f"{' '.join(part for part in said if part)}: {evidence}"
