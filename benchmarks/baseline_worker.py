"""A worker process for the baselines: the production worker's parts and options, the workflows written by hand."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities.deliver import Delivering
from activities.record import Recording
from activities.server_clock import server_now
from audit.database import open_database
from audit.ledger import SqlLedger
from benchmarks.by_hand import SEND, BareWorkflow, NaiveWorkflow
from catalogue.content import LiquidRenderer
from engine.contracts.answers import Answer
from engine.contracts.commands import Deliver
from engine.contracts.parcel import Parcel
from engine.contracts.ports import ChannelAdapter, Renderer
from runtime.exit import run_to_exit
from runtime.settings import Settings, load_settings
from runtime.stopping import stop_on
from runtime.telemetry import Silent
from runtime.temporal import connect
from runtime.zones import use_packaged_zones
from starter.opening import opened_codec
from worker import build_adapters, hand_over_shelf


class Sending:
    """The naive activity: render and call the provider, and hope."""

    def __init__(self, renderer: Renderer, adapter: ChannelAdapter) -> None:
        self._renderer = renderer
        self._adapter = adapter

    @activity.defn(name=SEND)
    async def send(self, command: Deliver) -> Answer:
        return await self._adapter.send(
            Parcel(
                message_id=command.message_id,
                attempt=command.attempt,
                message=command.message,
                purpose=command.purpose.value,
                department=command.department,
                marketing=True,
                address=command.address,
                rendered=self._renderer.render(command.content, command.channel, command.facts),
            )
        )


@asynccontextmanager
async def serving(settings: Settings, client: Client) -> AsyncIterator[None]:
    """A worker for as long as the context lasts, with the production worker's options that matter for speed."""
    database = open_database(settings.database_url.get_secret_value())
    key = settings.outgoing.address_key.get_secret_value().encode()
    ledger = SqlLedger(database, address_key=key, customers_now=server_now)
    adapters = build_adapters(settings)
    try:
        renderer = LiquidRenderer(hand_over_shelf(database))
        recording = Recording(ledger, Silent())
        activities: list[Callable[..., object]] = [
            Delivering(ledger, renderer, adapters, Silent()).deliver,
            recording.recall,
            recording.record,
            Sending(renderer, adapters[0]).send,
        ]
        async with _worker(settings, client, activities):
            yield
    finally:
        for adapter in adapters:
            await adapter.close()
        await ledger.close()
        database.dispose()


def _worker(settings: Settings, client: Client, activities: Sequence[Callable[..., object]]) -> Worker:
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[BareWorkflow, NaiveWorkflow],
        activities=activities,
        max_cached_workflows=settings.cached_customers,
        max_concurrent_workflow_tasks=settings.workflow_concurrency,
        max_concurrent_activities=settings.activity_concurrency,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=5),
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )


async def _main() -> None:
    use_packaged_zones()
    stop = stop_on((signal.SIGTERM,))
    settings = load_settings("worker")
    with opened_codec(settings) as codec:
        async with serving(settings, await connect(codec)):
            await stop.wait()


if __name__ == "__main__":
    run_to_exit(lambda: asyncio.run(_main()))
