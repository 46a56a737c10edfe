"""`simulate`: what journeys would do to customers whose inputs are in a file."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.table import Table as Drawn

from engine.model import Instant
from starter.cli.app import bar, out, plain_table, said, write_json
from starter.cli.journeys import Folder
from starter.cli.words import JsonOption
from starter.counting import counted
from starter.errors import InputRefused
from starter.tracking_plan import complaints
from trials.simulate import simulate as run_simulation
from trials.simulating.result import CustomerTimeline, SimulationResult
from trials.simulating.tables import Table, beside, tables, timeline_table

_NAMED = 10
"""How many ids an error names."""

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)

Events = Annotated[
    Path,
    typer.Argument(
        metavar="EVENTS", help=".ndjson, .csv, .yaml or .json: docs/simulate.md.", exists=True, dir_okay=False
    ),
]


def simulate(
    folder: Folder,
    events: Events,
    until: Annotated[
        str | None,
        typer.Option(
            help="How far the clock runs: an instant with its zone.", show_default="366 days after the last input"
        ),
    ] = None,
    customer: Annotated[list[str] | None, typer.Option(help="Show this one's timeline; may be given again.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse inputs that schema.yaml does not know.")] = False,
    beside_unruled: Annotated[
        bool, typer.Option("--beside-unruled", help="Run it without the policy's rules too, and compare.")
    ] = False,
    picture: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it: .png or .svg.", dir_okay=False)] = None,
    json: JsonOption = False,
) -> None:
    """Run a journeys folder over customers in a file, under a virtual clock; nothing is sent or written."""
    if picture is not None and picture.suffix not in (".png", ".svg"):
        raise InputRefused(f"--picture {picture.name!r} is no picture that can be drawn: name it .png or .svg")
    wanted = set(customer or ())
    told: list[CustomerTimeline] = []
    known: list[str] = []

    def keep(one: CustomerTimeline) -> None:
        if len(known) < _NAMED:
            known.append(one.customer_id)
        if one.customer_id in wanted:
            told.append(one)

    def run(rules: bool) -> SimulationResult:
        with bar() as progress:
            task = progress.add_task("simulating" if rules else "without the rules", total=None)
            return run_simulation(
                folder,
                events,
                until=_instant(until),
                timelines=0,
                each=keep if wanted and rules else None,
                progress=lambda done, total: progress.update(task, completed=done, total=total),
                complaints=complaints if strict else None,
                rules=rules,
            )

    result = run(rules=True)
    if missing := wanted - {one.customer_id for one in told}:
        raise InputRefused(_nobody(sorted(missing), events, known, result.customers))
    if picture is not None:
        _draw(picture, result)
    unruled = run(rules=False) if beside_unruled else None
    if json:
        write_json(result.model_copy(update={"timelines": tuple(told)}))
    else:
        _show(result, told, unruled)


def _nobody(missing: list[str], events: Path, known: list[str], count: int) -> str:
    """Names the ids that are known, or the first of them."""
    more = f" and {count - len(known):,} more" if count > len(known) else ""
    return f"--customer {', '.join(map(repr, missing))}: not in {events}, which has {', '.join(known)}{more}"


def _instant(written: str | None) -> datetime | None:
    """Raises InputRefused for what is no time, or one without a zone."""
    try:
        return None if written is None else _INSTANT.validate_python(written)
    except ValidationError as error:
        raise InputRefused(f"--until: {said(error.errors()[0]['msg'])}") from error


def _draw(picture: Path, result: SimulationResult) -> None:
    from starter.cli.simulated_picture import draw  # only who wants a picture waits for what draws it

    draw(picture, result)


def _show(result: SimulationResult, told: list[CustomerTimeline], unruled: SimulationResult | None) -> None:
    console = out()
    for warning in result.warnings:
        console.print(warning, markup=False)
    console.print(
        f"{counted(result.customers, 'customer')}, {counted(result.inputs, 'input')}, "
        f"{counted(result.sent, 'message')}, {result.since:%Y-%m-%d} to {result.until:%Y-%m-%d}",
        markup=False,
    )
    compared = () if unruled is None else (beside(result, unruled),)
    for table in (*tables(result), *compared, *map(timeline_table, told)):
        console.print(f"\n{table.title}", style="bold", markup=False)
        console.print(_drawn(table))


def _drawn(table: Table) -> Drawn:
    drawn = plain_table(*table.columns)
    for row in table.rows:
        drawn.add_row(*row)
    return drawn
