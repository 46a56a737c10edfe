"""A worker with what goes on beside it, from the drain to the cleaning: `twostep worker`, and `twostep run`."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy import Engine
from temporalio.client import Client

from audit.keys import SqlKeyStore
from audit.migrate import migrate
from runtime.settings import Settings
from starter.background.cleaning import Cleaning, ages_of
from starter.background.drain import Drain
from starter.background.inquiring import Inquiring
from starter.background.pace import Pace
from starter.background.waking import Waker
from starter.background.workload import Workload
from starter.ledger_side import SqlLedgerSide, published_in
from starter.moving.refreshing import Refreshing
from starter.moving.versions import Versions, versions_of
from starter.opening import opened_database
from starter.ports import Published
from starter.signaller import Signaller
from starter.together import together, unless
from worker import build_inquirers, run_worker

_log = logging.getLogger(__name__)


async def serve(
    settings: Settings, client: Client, stop: asyncio.Event, began: Callable[[], Awaitable[None]] | None = None
) -> None:
    """Work until `stop` is set, then let what is in flight come to its end.

    `began` is called beside the worker once it was started; the default settles which build is current.
    """
    with opened_database(settings) as database:
        await asyncio.to_thread(migrate, database)
        await asyncio.to_thread(settings.master_keys.check, SqlKeyStore(database))
        signaller = Signaller(client, settings.task_queue)
        published = published_in(database)
        pace = Pace(Workload(client, settings.task_queue))
        drain = Drain(SqlLedgerSide(database), published, signaller, pace)
        refreshing = Refreshing(database, client, settings.task_queue, published)
        await together(
            stop,
            run_worker(settings, client, stop=stop),
            drain.run(stop),
            refreshing.run(stop),
            Waker(database, signaller).run(stop),
            Cleaning(database, ages_of(settings)).run(stop),
            _ask_providers(settings, database, published, stop),
            unless(stop, _begin(settings, client, began)),
        )


async def _ask_providers(settings: Settings, database: Engine, published: Published, stop: asyncio.Event) -> None:
    adapters = build_inquirers(settings)
    key = settings.outgoing.address_key.get_secret_value().encode()
    try:
        await Inquiring(database, adapters, key, published).run(stop)
    finally:
        for adapter in adapters.values():
            await adapter.close()


async def _begin(settings: Settings, client: Client, began: Callable[[], Awaitable[None]] | None) -> None:
    if began is not None:
        await began()
    elif settings.use_versioning:
        await settle_first_build(versions_of(client))


async def settle_first_build(versions: Versions) -> None:
    """The first build ever is current at once; a later one when an operator says so."""
    current = await versions.current()
    if current is None:
        await versions.make_current()
        _log.info("build %s is current: the first of this deployment", versions.build)
    elif current != versions.build:
        _log.warning(
            "this worker has build %s, and all customers, new ones too, are on build %s until `twostep upgrade`: "
            "keep workers of that build until then",
            versions.build,
            current,
        )
