"""Replays customers' histories against the code of today, strictly: values and state are compared, not order alone."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from temporalio.client import Client, WorkflowHistory
from temporalio.converter import PayloadCodec
from temporalio.plugin import SimplePlugin
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.worker import Replayer, WorkflowRunner

from engine.contracts.ports import PartMissing, Shelf
from engine.customer.state import CustomerState
from engine.shelf import install, installed
from runtime.encryption.codec import ReadingCodec
from runtime.temporal import TwostepPlugin
from trials.replaying import histories
from trials.replaying.files import recorded
from trials.replaying.judge import judge
from trials.replaying.legible import erased
from trials.replaying.recorded import Recorded
from trials.replaying.recorder import Recorder
from trials.replaying.report import ReplayReport
from trials.replaying.verdict import Verdict
from trials.replaying.watched_shelf import WatchedShelf
from workflows.customer import CustomerWorkflow

Progress = Callable[[int, int], None]
"""Told after each run: how many customers (or files) are done, of how many."""


async def replay_history(
    history: WorkflowHistory,
    shelf: Shelf,
    *,
    state: CustomerState | None = None,
    codec: PayloadCodec | None = None,
    namespace: str = "default",
) -> Verdict:
    """One run; `state` is what the customer's state was at its end, where that was recorded; `codec` decrypts it."""
    [verdict] = [one async for one in _verdicts(_each([Recorded(history, state)]), shelf, namespace, codec)]
    return verdict


async def replay_chain(client: Client, shelf: Shelf, customer_id: str) -> list[Verdict]:
    """Every run of a customer that the server still keeps, oldest first."""
    runs = _each(map(Recorded, await histories.chain(client, customer_id)))
    return [verdict async for verdict in _verdicts(runs, shelf, client.namespace, _codec(client))]


async def replay_running(
    client: Client, shelf: Shelf, *, ids: Sequence[str] | None = None, progress: Progress | None = None
) -> ReplayReport:
    """The present run of every running customer, or of these workflow ids; one at a time, in little memory."""
    ids = await histories.running(client, None) if ids is None else ids
    runs = histories.newest(client, ids)
    return await _reported(_verdicts(_plain(runs), shelf, client.namespace, _codec(client)), len(ids), progress)


async def replay_customers(
    client: Client, shelf: Shelf, workflow_ids: Sequence[str], *, progress: Progress | None = None
) -> ReplayReport:
    """Every run of these customers that the server still keeps; one at a time."""
    runs = histories.chains(client, workflow_ids)
    verdicts = _verdicts(_plain(runs), shelf, client.namespace, _codec(client))
    return await _reported(verdicts, len(workflow_ids), progress)


async def replay_files(
    files: Sequence[Path],
    shelf: Shelf,
    *,
    namespace: str = "default",
    codec: PayloadCodec | None = None,
    progress: Progress | None = None,
) -> ReplayReport:
    """Histories in files, each with the state at its end where that stands beside it.

    Raises HistoryFault, also for an encrypted history without the codec that reads it.
    """
    runs = _each(recorded(files, readable=codec is not None))
    return await _reported(_verdicts(runs, shelf, namespace, codec), len(files), progress, by_run=True)


async def _reported(
    verdicts: AsyncIterator[Verdict], total: int, progress: Progress | None, *, by_run: bool = False
) -> ReplayReport:
    customers: set[str] = set()
    bad: list[Verdict] = []
    runs = 0
    async for verdict in verdicts:
        runs += 1
        customers.add(verdict.workflow_id)
        if not verdict.ok:
            bad.append(verdict.model_copy(update={"state": None}))
        if progress is not None:
            progress(runs if by_run else len(customers), total)
    return ReplayReport(
        replayed=len(customers),
        runs=runs,
        diverging=tuple(verdict for verdict in bad if verdict.complete),
        incomplete=tuple(verdict for verdict in bad if not verdict.complete),
    )


async def _verdicts(
    runs: AsyncIterator[Recorded], shelf: Shelf, namespace: str, codec: PayloadCodec | None
) -> AsyncIterator[Verdict]:
    recorder, watched = Recorder(), WatchedShelf(shelf)
    plugin = TwostepPlugin(None if codec is None else ReadingCodec(codec))
    replayer = Replayer(
        workflows=[CustomerWorkflow],
        namespace=namespace,
        plugins=[plugin, _recording(recorder)],
        runtime=_quiet_runtime(),
    )
    converter = replayer.config(active_config=True)["data_converter"]
    under_way: dict[str, Recorded] = {}
    others: list[Verdict] = []
    with _handed_over(watched):
        async with replayer.workflow_replay_iterator(_with_tasks(runs, codec, under_way, others)) as results:
            async for result in results:
                run, record = under_way.pop(result.history.run_id), recorder.take(result.history.run_id)
                yield await judge(run, record, result.replay_failure, converter, watched.take_missing())
    for verdict in others:
        yield verdict


@cache
def _quiet_runtime() -> Runtime:
    """Without the SDK's own words on a divergence: the verdict tells it. One for the process, since it has threads."""
    only_errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=only_errors)))


def _codec(client: Client) -> PayloadCodec | None:
    return client.data_converter.payload_codec


async def _with_tasks(
    runs: AsyncIterator[Recorded], codec: PayloadCodec | None, under_way: dict[str, Recorded], others: list[Verdict]
) -> AsyncIterator[WorkflowHistory]:
    """A run in which no task was completed yet has nothing to replay, and the replayer would wait for it for ever."""
    async for run in runs:
        lost = await erased(run, codec)
        if lost is None and run.has_tasks:
            under_way[run.history.run_id] = run
            yield run.history
        else:
            others.append(Verdict.of(run, lost))


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


async def _each(runs: Iterable[Recorded]) -> AsyncIterator[Recorded]:
    for one in runs:
        yield one


async def _plain(runs: AsyncIterator[WorkflowHistory]) -> AsyncIterator[Recorded]:
    async for one in runs:
        yield Recorded(one)
