"""`test`: the scenarios of a journeys folder, on the pure engine or on the real workflow."""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from runtime.zones import use_packaged_zones
from starter.cli.app import out
from starter.cli.surroundings import journeys_folder
from starter.counting import counted
from starter.scenarios.finding import found
from starter.scenarios.showing import failure
from starter.tracking_plan import complaints
from trials.scenarios.outcome import Outcome
from trials.scenarios.run import run
from trials.scenarios.script import Scripts

Named = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FOLDER | FILE]...",
        help="Journeys folders, or scenario files.",
        show_default="JOURNEYS_DIR",
        exists=True,
    ),
]


def test(
    named: Named = None,
    only: Annotated[str | None, typer.Option(metavar="NAME", help="Those with this in their name.")] = None,
    temporal: Annotated[
        bool, typer.Option("--temporal", help="Also on the real workflow, worker and ledger, under skipped time.")
    ] = False,
) -> None:
    """Run scenarios: given this, when that happens, then exactly this follows; code 1 when anything else does."""
    use_packaged_zones()
    files = found(named or [journeys_folder(None)], only)
    began = time.perf_counter()
    outcomes = [*_told(_pure(files))]
    _sum_up(outcomes, time.perf_counter() - began, "")
    if temporal:
        began = time.perf_counter()
        real = [*_told(_real(files))]
        _sum_up(real, time.perf_counter() - began, " on the real workflow")
        outcomes += real
    if not all(outcome.passed for outcome in outcomes):
        raise typer.Exit(1)


def _pure(files: Iterable[Path]) -> Iterator[Outcome]:
    scripts = Scripts(complaints)
    for file in files:
        yield run(file, scripts)


def _real(files: Iterable[Path]) -> Iterator[Outcome]:
    from starter.scenarios.durable import run_durably  # loads a server's client, which the pure run needs not

    scripts = Scripts(complaints)
    for file in files:
        yield asyncio.run(run_durably(file, scripts))


def _told(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    """A line for each as it is done, and what is wrong with it."""
    console = out()
    for outcome in outcomes:
        state = "passed" if outcome.passed else "FAILED"
        console.print(f"{state}  {outcome.file}: {outcome.name}", markup=False)
        if not outcome.passed:
            console.print(failure(outcome))
            console.print()
        yield outcome


def _sum_up(outcomes: Sequence[Outcome], seconds: float, where: str) -> None:
    failed = sum(not outcome.passed for outcome in outcomes)
    how = f"{failed} failed" if failed else "all passed"
    out().print(f"{counted(len(outcomes), 'scenario')}{where}, {how}, in {seconds * 1000:,.0f} ms", markup=False)
