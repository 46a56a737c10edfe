"""Brings sleeping customers of a build that is gone over to this one, after a strict replay of each."""

from dataclasses import dataclass

from rich.console import Console
from rich.progress import Progress
from temporalio.client import Client

from engine.contracts.ports import Shelf
from starter.moving.versions import Versions
from trials.replay import replay_running
from trials.replaying.report import ReplayReport, advice


@dataclass(frozen=True)
class Rehearsed:
    """What the replay said before the worker starts: who may come over."""

    staying: frozenset[str]
    """workflow ids of those who would diverge"""

    def may_move(self, workflow_id: str) -> bool:
        return workflow_id not in self.staying


async def rehearse(client: Client, shelf: Shelf, versions: Versions, console: Console) -> Rehearsed | None:
    """Replay every running customer, and say who would diverge and what to do; None when nobody has to move."""
    if not await versions.count_old():
        return None
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("replaying the sleeping customers on this build", total=None)
        report = await replay_running(
            client, shelf, progress=lambda done, total: progress.update(task, completed=done, total=total)
        )
    _say(report, versions, console)
    return Rehearsed(frozenset(verdict.workflow_id for verdict in report.diverging))


async def carry_over(versions: Versions, rehearsed: Rehearsed) -> int:
    """Move everybody who may: a run's next task goes to this build. Returns how many were moved."""
    moved = 0
    async for run in versions.old_runs():
        if rehearsed.may_move(run.workflow_id):
            await versions.move(run)
            moved += 1
    return moved


def _say(report: ReplayReport, versions: Versions, console: Console) -> None:
    if report.ok:
        console.print(
            f"sleeping customers replayed on build {versions.build}: {report.replayed}, all cleanly",
            markup=False,
        )
    else:
        console.print(advice(report), style="bold red", markup=False)
