"""The composition root: settings → adapters → activities → worker."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy import Engine
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import PollerBehavior, PollerBehaviorAutoscaling, Worker, WorkerDeploymentConfig

from activities.deliver import Delivering
from activities.lookup import LookingUp
from activities.record import Recording
from activities.server_clock import server_now
from activities.withdraw import Withdrawing
from audit.allowance import SqlAllowance
from audit.database import open_database
from audit.keys import SqlKeyStore
from audit.ledger import SqlLedger
from audit.migrate import migrate
from audit.publications import SqlPublications, SqlShelf
from catalogue.content import LiquidRenderer
from catalogue.shelf import CachedShelf
from channels.allow_list import RecipientAllowList
from channels.building import AdapterFault, ProviderValues, account_of, built, inquirer
from channels.rate_limited import RateLimited
from engine.contracts.inquiry import Inquirer
from engine.contracts.ports import Allowance, ChannelAdapter, LookupSource, Telemetry
from engine.definitions import Definitions
from engine.language.terms import Channel
from engine.shelf import install
from runtime.build_id import DEPLOYMENT, build_id
from runtime.encryption.codec import EncryptionCodec
from runtime.encryption.keyring import Keyring
from runtime.exit import StartError, run_to_exit
from runtime.garbage import collect_rarely
from runtime.logs import set_up_logging
from runtime.lookups import load_lookups
from runtime.settings import Settings, load_settings
from runtime.stopping import stop_on
from runtime.telemetry import start_telemetry
from runtime.temporal import TemporalUnreachable, connect, sdk_runtime
from runtime.zones import use_packaged_zones
from workflows.customer import CustomerWorkflow
from workflows.details import CurrentDetails

_DRAIN = timedelta(seconds=40)
"""How long a stopping worker lets deliveries in flight come to their end: longer than one attempt may take."""

_log = logging.getLogger(__name__)

_POLLERS = PollerBehaviorAutoscaling()
"""As many as the server says; a server that never says anything (a test server) needs a fixed number."""


_NO_LOOKUPS: Mapping[str, LookupSource] = MappingProxyType({})


async def run_worker(settings: Settings, client: Client, *, stop: asyncio.Event) -> None:
    """Work until `stop` is set, then let what is in flight come to its end."""
    _log.info("%s", said_of_mail(settings))
    telemetry = start_telemetry(settings, "twostep-worker")
    try:
        with _let_in():
            async with composed(settings, client, telemetry) as worker, worker:
                collect_rarely()
                await stop.wait()
    finally:
        telemetry.stop()


@contextmanager
def _let_in() -> Iterator[None]:
    """Raises TemporalUnreachable where the SDK refuses to begin: the namespace is not there, or not for this key."""
    try:
        yield
    except RuntimeError as error:
        if "Worker validation failed" not in str(error):
            raise
        why = str(error).partition(": Status {")[0]
        raise TemporalUnreachable(f"{why}\n  look at TEMPORAL_NAMESPACE and at what TEMPORAL_API_KEY may do") from error


def said_of_mail(settings: Settings) -> str:
    """Whom this worker may write to and through which host, for the log of its start; no address."""
    serving = ", ".join(f"{channel} by {adapter}" for channel, adapter in settings.channels.items())
    return f"profile {settings.profile}, {len(settings.recipient_allowlist)} allow-list entries, {serving}"


@asynccontextmanager
async def composed(
    settings: Settings,
    client: Client,
    telemetry: Telemetry,
    pollers: PollerBehavior = _POLLERS,
    lookups: Mapping[str, LookupSource] = _NO_LOOKUPS,
    adapters: Sequence[ChannelAdapter] = (),
) -> AsyncIterator[Worker]:
    """A worker with everything it needs; `lookups` beside those of the settings, before which they go, and
    `adapters` in the place of those of the settings.

    What was opened is closed after it has stopped.
    """
    database = open_database(settings.database_url.get_secret_value())
    ledger = SqlLedger(
        database,
        address_key=settings.outgoing.address_key.get_secret_value().encode(),
        customers_now=server_now,
    )
    allowance = SqlAllowance(database, settings.provider_rates, server_now)
    adapters = adapters or build_adapters(settings, allowance)
    try:
        await asyncio.to_thread(migrate, database)
        sources = {**load_lookups(settings.lookups), **lookups}
        shelf = await asyncio.to_thread(hand_over_shelf, database)
        check_complete(Definitions(shelf), SqlPublications(database).in_force(), adapters, sources)
        renderer = LiquidRenderer(shelf)
        delivering = Delivering(ledger, renderer, adapters, telemetry)
        recording, looking_up = Recording(ledger, telemetry), LookingUp(sources)
        yield build_worker(settings, client, delivering, recording, looking_up, Withdrawing(adapters), pollers)
    finally:
        for adapter in adapters:
            await adapter.close()
        await allowance.close()
        await ledger.close()
        database.dispose()


def hand_over_shelf(database: Engine) -> CachedShelf:
    """Fill the process's store of published parts before the first task is polled."""
    shelf = CachedShelf(SqlShelf(database))
    number = SqlPublications(database).in_force()
    if number:
        shelf.preload(number)
    install(shelf)
    return shelf


class WorkerIncomplete(StartError):
    """What is published needs something that this worker was not given; the text says what and how."""


def check_complete(
    definitions: Definitions, number: int, adapters: Iterable[ChannelAdapter], sources: Mapping[str, LookupSource]
) -> None:
    """Raises WorkerIncomplete: a journey that needs it would only be held or fall back, again and again."""
    if number == 0:
        return
    missing = [
        f"look-up {name!r} of schema.yaml: register it with LOOKUPS={name}=package.module:Class"
        for name in sorted(definitions.schema(number).lookups.keys() - sources.keys())
    ]
    missing += [
        f"channel {channel.value!r} of policy.yaml: name its adapter in CHANNELS={channel.value}=…, or take it out"
        for channel in sorted(definitions.policy(number).handed_over() - {adapter.channel for adapter in adapters})
    ]
    if missing:
        raise WorkerIncomplete("\n".join([f"catalogue {number} needs what this worker does not have:", *missing]))


def build_adapters(settings: Settings, allowance: Allowance | None = None) -> tuple[ChannelAdapter, ...]:
    """One adapter per channel, each behind the allow-list of this profile and in its turn; without an `allowance`
    at once, as who sends a single message by hand does. Raises WorkerIncomplete.
    """
    values = ProviderValues.model_validate(settings, from_attributes=True)
    check_rates(settings)
    try:
        adapters = {channel: built(channel, name, values) for channel, name in settings.channels.items()}
    except AdapterFault as fault:
        raise WorkerIncomplete(str(fault)) from fault
    if allowance is not None:
        for channel, name in settings.channels.items():
            adapters[channel] = RateLimited(adapters[channel], account_of(channel, name), allowance)
    return tuple(RecipientAllowList(one, settings.profile, settings.recipient_allowlist) for one in adapters.values())


def build_inquirers(settings: Settings) -> dict[Channel, Inquirer]:
    """Those of the channels whose providers can be asked what became of a message; whoever asks for them closes them.

    Raises WorkerIncomplete.
    """
    values = ProviderValues.model_validate(settings, from_attributes=True)
    try:
        found = [inquirer(channel, name, values) for channel, name in settings.channels.items()]
    except AdapterFault as fault:
        raise WorkerIncomplete(str(fault)) from fault
    return {one.channel: one for one in found if one is not None}


def check_rates(settings: Settings) -> None:
    """Raises WorkerIncomplete: a rate of nobody would be kept by nobody."""
    accounts = {account_of(channel, name) for channel, name in settings.channels.items()}
    if unknown := sorted(settings.provider_rates.keys() - accounts):
        raise WorkerIncomplete(
            f"PROVIDER_RATES: there is no account {', '.join(unknown)}: CHANNELS has {', '.join(sorted(accounts))}"
        )


def build_worker(
    settings: Settings,
    client: Client,
    delivering: Delivering,
    recording: Recording,
    looking_up: LookingUp,
    withdrawing: Withdrawing,
    pollers: PollerBehavior = _POLLERS,
) -> Worker:
    """The Temporal worker; its build id pins the customers' runs to this code."""
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[CustomerWorkflow],
        activities=[delivering.deliver, recording.record, recording.recall, looking_up.look_up, withdrawing.withdraw],
        interceptors=[CurrentDetails()],
        deployment_config=WorkerDeploymentConfig(
            version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build_id()),
            use_worker_versioning=settings.use_versioning,
            # Pinned, and upgraded at continue-as-new: what Temporal recommends for runs that live for years.
            default_versioning_behavior=(
                VersioningBehavior.PINNED if settings.use_versioning else VersioningBehavior.UNSPECIFIED
            ),
        ),
        max_cached_workflows=settings.cached_customers,
        max_concurrent_workflow_tasks=settings.workflow_concurrency,
        max_concurrent_activities=settings.activity_concurrency,
        # A killed worker's customers are picked up by another after this long.
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=5),
        workflow_task_poller_behavior=pollers,
        activity_task_poller_behavior=pollers,
        graceful_shutdown_timeout=_DRAIN,
    )


async def _main() -> None:
    use_packaged_zones()
    settings = load_settings("worker")
    set_up_logging(settings)
    masters = settings.master_keys
    database = open_database(settings.database_url.get_secret_value())
    try:
        await asyncio.to_thread(migrate, database)
        await asyncio.to_thread(masters.check, SqlKeyStore(database))
        codec = EncryptionCodec(Keyring(SqlKeyStore(database), masters))
        client = await connect(codec, sdk_runtime(settings))
        await run_worker(settings, client, stop=stop_on())
    finally:
        database.dispose()


def main() -> None:
    """`python worker.py`: a worker alone; `twostep worker` runs the doors' inbox beside it."""
    run_to_exit(lambda: asyncio.run(_main()))


if __name__ == "__main__":
    main()
