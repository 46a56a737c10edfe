"""What became of many replayed runs, and what to do about those that diverge."""

from collections.abc import Sequence

from engine.model import Frozen
from trials.replaying.verdict import Verdict

_MOST_TOLD = 10


class ReplayReport(Frozen):
    """What became of many; the diverging runs with where they part, those that lack a published part beside."""

    replayed: int
    """customers"""
    runs: int = 0
    diverging: tuple[Verdict, ...] = ()
    incomplete: tuple[Verdict, ...] = ()
    """nothing can be said of them: a catalogue or part that they name is not on the shelf"""

    @property
    def ok(self) -> bool:
        return not (self.diverging or self.incomplete)


def advice(report: ReplayReport) -> str:
    """What to do, for a person; empty when every history replays."""
    if report.ok:
        return ""
    if not report.diverging:
        return _lacking(report)
    customers = len({verdict.workflow_id for verdict in report.diverging})
    lacking = f"\n{_lacking(report)}" if report.incomplete else ""
    return (
        f"{customers} of {report.replayed} customers would not go on with this code as their history says:\n"
        f"{_listed(report.diverging)}\n"
        "what to do, the first that fits:\n"
        "  1. undo the change, or make it one that running customers do not meet\n"
        "  2. run a worker of the old code beside this one, then `twostep upgrade`: each customer continues as new\n"
        "     on the old code first, and only then on this one\n"
        "  3. terminate those customers in Temporal's UI: their next input starts them anew from the ledger, which\n"
        "     keeps consents, suppressions, sends and `never again`; their running journeys end as `terminated`"
        f"{_on_ended_runs(report)}{lacking}"
    )


def _on_ended_runs(report: ReplayReport) -> str:
    if any(verdict.running for verdict in report.diverging):
        return ""
    return (
        "\nall of these runs have ended: a deploy does not wake them, only a query or a reset would; "
        "`--present` replays those that go on"
    )


def _lacking(report: ReplayReport) -> str:
    return (
        f"{len(report.incomplete)} of {report.runs} runs could not be replayed, "
        f"since something that they need is missing:\n{_listed(report.incomplete)}\n"
        "what to do about a catalogue or part: replay against the ledger in which it was published, or name its folder "
        "with --catalogue"
    )


def _listed(verdicts: Sequence[Verdict]) -> str:
    told = [f"  {verdict}" for verdict in verdicts[:_MOST_TOLD]]
    more = len(verdicts) - _MOST_TOLD
    return "\n".join([*told, f"  … and {more} more"] if more > 0 else told)
