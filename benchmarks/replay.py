"""Replaying a year: a purchase a week, each answered by a mail three days later, lived under skipped time."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.client import Client, WorkflowHistory
from temporalio.worker import PollerBehaviorSimpleMaximum, Replayer

from audit.database import open_database
from audit.migrate import migrate
from audit.publications import SqlPublications, SqlShelf
from benchmarks.baseline_worker import serving
from benchmarks.by_hand import BareWorkflow
from benchmarks.figures import Figure
from benchmarks.kinds import Crowd, Kind
from benchmarks.timing import median, ratio_of_rounds
from benchmarks.yard import JOURNEYS, codec_over, worker_variables
from catalogue.publish import publish
from engine.definitions import Definitions
from runtime.encryption.codec import EncryptionCodec
from runtime.settings import Settings, load_settings
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from standins.sendgrid.server import start_sendgrid
from starter.demo.skipped_time import SkippedTime, skipped_time
from worker import composed
from workflows.contract import Limits
from workflows.customer import CustomerWorkflow

_WEEK = timedelta(days=7)
_KINDS = (Kind.OURS, Kind.BARE)
_WHOLE = Limits(quiet_events=100_000, busy_events=100_000, most_events=100_000)
"""one run for the whole year"""


async def replay(folder: Path, weeks: int, rounds: int) -> list[Figure]:
    async with _house(folder) as (skipped, settings, content, codec):
        histories = await _year(skipped, settings, content, weeks)
        replayer = Replayer(workflows=[CustomerWorkflow, BareWorkflow], plugins=[TwostepPlugin(codec)])
        rates: dict[Kind, list[float]] = {kind: [] for kind in _KINDS}
        for _ in range(rounds):
            for kind, history in histories.items():
                rates[kind].append(await _rate(replayer, history))
    return [
        Figure(
            name="replay of a year's history",
            against="one activity by hand",
            unit="events/s",
            ours=median(rates[Kind.OURS]),
            baseline=median(rates[Kind.BARE]),
            ratio=ratio_of_rounds(rates, Kind.OURS, Kind.BARE),
        )
    ]


async def _rate(replayer: Replayer, history: WorkflowHistory) -> float:
    began = time.perf_counter()
    await replayer.replay_workflow(history)
    return len(history.events) / (time.perf_counter() - began)


async def _year(skipped: SkippedTime, settings: Settings, content: str, weeks: int) -> dict[Kind, WorkflowHistory]:
    client = skipped.client
    crowds = [Crowd(client, kind, ["year"], content, _WHOLE) for kind in _KINDS]
    ours = settings.model_copy(update={"task_queue": Kind.OURS.queue})
    bare = settings.model_copy(update={"task_queue": Kind.BARE.queue})
    async with (
        composed(ours, client, Silent(), PollerBehaviorSimpleMaximum(5)) as worker,
        worker,
        serving(bare, client),
    ):
        for crowd in crowds:
            await crowd.start()
        for _ in range(weeks):
            now = (await skipped.now()).astimezone(UTC)
            for crowd in crowds:
                await crowd.ask_one(crowd.names[0], "bought", now)
            await skipped.until(now + _WEEK)
    return {crowd.kind: await _history(client, crowd) for crowd in crowds}


async def _history(client: Client, crowd: Crowd) -> WorkflowHistory:
    return await client.get_workflow_handle(f"customer-{crowd.names[0]}").fetch_history()


@asynccontextmanager
async def _house(folder: Path) -> AsyncIterator[tuple[SkippedTime, Settings, str, EncryptionCodec]]:
    """Skipped time, a ledger with the journeys and a provider."""
    url = f"sqlite:///{folder / 'year.db'}"
    database = open_database(url)
    sendgrid = await start_sendgrid(api_key="SG.bench")
    try:
        migrate(database)
        publish(JOURNEYS, SqlPublications(database), by="benchmarks", commit=None, at=datetime.now(UTC))
        content = Definitions(SqlShelf(database)).catalogue(1).messages["answer"]
        codec = codec_over(database)
        async with skipped_time(codec) as skipped:
            yield skipped, load_settings("worker", worker_variables(url, sendgrid.base_url)), content, codec
    finally:
        await sendgrid.close()
        database.dispose()
