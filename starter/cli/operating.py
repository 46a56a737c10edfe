"""`worker`, `upgrade`, `register`: what an operator starts and changes."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client

from engine.contracts.inputs import Control
from engine.contracts.verbs import Kick
from runtime.logs import set_up_logging
from runtime.settings import Settings, load_settings
from runtime.stopping import stop_on
from runtime.temporal import connect, sdk_runtime
from runtime.zones import use_packaged_zones
from starter.cli.app import bar, out
from starter.cli.surroundings import client_settings, reach_local
from starter.cli.words import per_second, perform
from starter.client import JourneyClient
from starter.moving.versions import Versions, versions_of
from starter.opening import journey_client, opened_codec, opened_database, opened_telemetry
from starter.serve import serve
from workflows.names import SEARCH_ATTRIBUTES

ROUND = 5
"""seconds until who has not come over is woken again; the list of workflows lags behind by one or two"""


def worker() -> None:
    """Work for customers until it is stopped, and drain the inbox."""
    use_packaged_zones()
    settings = load_settings("worker")
    set_up_logging(settings)

    async def work() -> None:
        stop = stop_on()
        with opened_codec(settings) as codec:
            await serve(settings, await connect(codec, sdk_runtime(settings)), stop)

    perform(work())


def upgrade(
    rate: Annotated[str, typer.Option(help="Customers to wake, such as 20/s or 600/m.")] = "20/s",
    wait: Annotated[float, typer.Option(help="Seconds to wait at the end for the last to come over.")] = 10,
) -> None:
    """Make this build current, and bring the customers of older builds over, with workers of both running."""
    pause = 1 / per_second(rate)
    settings = client_settings()

    async def work() -> int:
        with opened_codec(settings) as codec:
            client = await connect(codec)
            versions = versions_of(client)
            await versions.make_current(within=5)
            return await bring_over(settings, client, versions, pause, wait)

    left = perform(work())
    if left:
        out().print(
            f"customers still on another build: {left}; each comes over when what it does now is done; "
            "where no worker of that build runs any more, start one"
        )
    else:
        out().print("every customer is on this build")


def register() -> None:
    """Register the search attributes by which Temporal's list of customers can be searched."""

    async def work() -> list[str]:
        return await register_attributes(await connect(None))

    reach_local()
    added = perform(work())
    out().print(f"registered: {', '.join(added)}" if added else "they are registered already: nothing changed")


async def register_attributes(client: Client) -> list[str]:
    """Returns the names of those that were missing."""
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace=client.namespace)
    )
    missing = {
        key.name: IndexedValueType.ValueType(key.indexed_value_type)
        for key in SEARCH_ATTRIBUTES
        if key.name not in known.custom_attributes
    }
    if missing:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
        )
    return sorted(missing)


async def bring_over(settings: Settings, client: Client, versions: Versions, pause: float, wait: float) -> int:
    """Wake everybody on another build until they have come over; returns how many had not after `wait` seconds.

    More than once: who is woken before her part of the server has heard of the new build goes back to sleep.
    """
    deadline = time.monotonic() + wait
    while True:
        await _kick_all(settings, client, versions, pause)
        for _ in range(ROUND):
            if not (left := await versions.count_old()):
                return 0
            if time.monotonic() > deadline:
                return left
            await asyncio.sleep(1)


async def _kick_all(settings: Settings, client: Client, versions: Versions, pause: float) -> None:
    with opened_database(settings) as database, opened_telemetry(settings, "twostep-client") as telemetry:
        journeys = journey_client(settings, client, database, telemetry)
        with bar() as progress:
            task = progress.add_task("waking", total=await versions.count_old())
            async for run in versions.old_runs():
                await _kick(journeys, run.customer_id)
                progress.advance(task)
                await asyncio.sleep(pause)


async def _kick(journeys: JourneyClient, customer_id: str) -> None:
    await journeys.control(customer_id, Control(id=f"kick-{uuid4().hex}", at=datetime.now(UTC), order=Kick()))
