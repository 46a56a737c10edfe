"""Replays customers' histories against the code of today, strictly: values and state are compared, not order alone."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHistory
from temporalio.plugin import SimplePlugin
from temporalio.worker import Replayer, WorkflowRunner

from engine.contracts.ports import PartMissing, Shelf
from engine.customer.state import CustomerState
from engine.model import Frozen
from engine.shelf import install, installed
from runtime.temporal import TwostepPlugin
from trials.replaying import histories
from trials.replaying.judge import judge
from trials.replaying.recorder import Recorder
from trials.replaying.verdict import Verdict
from workflows.customer import CustomerWorkflow

Progress = Callable[[int, int], None]
"""Told after each customer: how many are done, of how many."""


class ReplayReport(Frozen):
    """What became of many; the diverging ones with where they part."""

    replayed: int
    diverging: tuple[Verdict, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.diverging


async def replay_history(
    history: WorkflowHistory, shelf: Shelf, *, state: CustomerState | None = None, namespace: str = "default"
) -> Verdict:
    """One run; `state` is what the customer's state was at its end, where that was recorded."""
    [verdict] = [one async for one in _verdicts(_each([history]), shelf, state, namespace)]
    return verdict


async def replay_chain(client: Client, shelf: Shelf, customer_id: str) -> list[Verdict]:
    """Every run of a customer that the server still keeps, oldest first."""
    runs = await histories.chain(client, customer_id)
    return [verdict async for verdict in _verdicts(_each(runs), shelf, None, client.namespace)]


async def replay_running(
    client: Client, shelf: Shelf, *, sample: int | None = None, progress: Progress | None = None
) -> ReplayReport:
    """The present run of every running customer, or of a sample of so many; one at a time, in little memory."""
    ids = await histories.running(client, sample)
    diverging: list[Verdict] = []
    replayed = 0
    async for verdict in _verdicts(histories.newest(client, ids), shelf, None, client.namespace):
        replayed += 1
        if not verdict.ok:
            diverging.append(verdict.model_copy(update={"state": None}))
        if progress is not None:
            progress(replayed, len(ids))
    return ReplayReport(replayed=replayed, diverging=tuple(diverging))


def advice(report: ReplayReport) -> str:
    """What to do, for a person; empty when every history replays."""
    if report.ok:
        return ""
    count = len(report.diverging)
    who = "\n".join(f"  {verdict}" for verdict in report.diverging[:10])
    more = f"\n  … and {count - 10} more" if count > 10 else ""
    return (
        f"{count} of {report.replayed} customers would not go on with this code as their history says:\n"
        f"{who}{more}\n"
        "what to do, the first that fits:\n"
        "  1. undo the change, or make it one that running customers do not meet\n"
        "  2. run a worker of the old code beside this one, then `twostep upgrade`: each customer continues as new\n"
        "     on the old code first, and only then on this one\n"
        "  3. terminate those customers in Temporal's UI: their next input starts them anew from the ledger, which\n"
        "     keeps consents, suppressions, sends and `never again`; their running journeys end as `terminated`"
    )


async def _verdicts(
    runs: AsyncIterator[WorkflowHistory], shelf: Shelf, state: CustomerState | None, namespace: str
) -> AsyncIterator[Verdict]:
    recorder = Recorder()
    replayer = Replayer(
        workflows=[CustomerWorkflow], namespace=namespace, plugins=[TwostepPlugin(), _recording(recorder)]
    )
    converter = replayer.config(active_config=True)["data_converter"]
    fresh: list[Verdict] = []
    with _handed_over(shelf):
        async with replayer.workflow_replay_iterator(_with_tasks(runs, fresh)) as results:
            async for result in results:
                record = recorder.take(result.history.run_id)
                yield await judge(result.history, record, result.replay_failure, converter, state)
    for verdict in fresh:
        yield verdict


async def _with_tasks(runs: AsyncIterator[WorkflowHistory], fresh: list[Verdict]) -> AsyncIterator[WorkflowHistory]:
    """A run in which no task was completed yet has nothing to replay, and the replayer would wait for it for ever."""
    async for run in runs:
        if any(event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in run.events):
            yield run
        else:
            fresh.append(Verdict(workflow_id=run.workflow_id, run_id=run.run_id, events=len(run.events)))


def _recording(recorder: Recorder) -> SimplePlugin:
    """After the product's own plug-in, so that it is production's runner that is watched."""

    def around(inner: WorkflowRunner | None) -> WorkflowRunner:
        assert inner is not None  # the plug-in before this one has set it
        return recorder.around(inner)

    return SimplePlugin("twostep-strict-replay", workflow_runner=around)


@contextmanager
def _handed_over(shelf: Shelf) -> Iterator[None]:
    """The replayed code reads its parts here; afterwards from where it read them before."""
    try:
        before: Shelf | None = installed()
    except PartMissing:
        before = None
    install(shelf)
    try:
        yield
    finally:
        if before is not None:
            install(before)


async def _each(runs: Sequence[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for one in runs:
        yield one
