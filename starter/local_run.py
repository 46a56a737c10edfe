"""`twostep run`: Temporal, the mail stand-in, the ledger, a worker and the drain in one terminal."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console
from temporalio.client import Client

from audit.publications import SqlShelf
from runtime.dev_server import DevServer, DevServerError
from runtime.settings import Settings
from runtime.temporal import TwostepPlugin, sdk_runtime
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from starter.carry_over import carry_over, rehearse
from starter.local_files import LocalAddresses, write_addresses
from starter.local_settings import check_ports, local_settings, uses_stand_in
from starter.local_words import say_published, say_ready, say_where_mail_goes
from starter.opening import opened_database
from starter.publishing import publish_into
from starter.serve import serve, versions_of
from worker import stop_on


async def run_local(console: Console) -> None:
    """Until Ctrl-C. What it keeps is in STATE_DIR and survives. Raises what the command line tells."""
    stop = stop_on((signal.SIGINT, signal.SIGTERM))
    settings = local_settings()
    ports = check_ports(settings)
    say_where_mail_goes(settings, console)
    async with DevServer(settings.state_dir / "temporal.db", ports) as server, _mailing(settings):
        with opened_database(settings) as database:
            published = await asyncio.to_thread(publish_into, database, settings.journeys_dir)
            say_published(settings, published, console)
        client = await Client.connect(server.address, plugins=[TwostepPlugin()], runtime=sdk_runtime(settings))
        addresses = LocalAddresses(
            database_url=settings.database_url.get_secret_value(), temporal_address=server.address
        )
        write_addresses(settings.state_dir, addresses)
        if not stop.is_set():
            await _work(settings, client, stop, server.ui_url, console)
    console.print(f"stopped; everything is kept in {settings.state_dir}", markup=False)


async def _work(settings: Settings, client: Client, stop: asyncio.Event, ui_url: str, console: Console) -> None:
    versions = versions_of(client)
    with opened_database(settings) as database:
        rehearsed = await rehearse(client, SqlShelf(database), versions, console)

    async def began() -> None:
        await versions.make_current()
        if rehearsed is not None:
            moved = await carry_over(versions, rehearsed)
            console.print(f"customers that go on with build {versions.build}: {moved}", markup=False)
        say_ready(settings, ui_url, console)

    await serve(settings, client, stop, began)


@asynccontextmanager
async def _mailing(settings: Settings) -> AsyncIterator[RunningSendGrid | None]:
    if not uses_stand_in():
        yield None
        return
    key = settings.outgoing.api_key.get_secret_value()
    try:
        running = await start_sendgrid(
            port=settings.standin_port, api_key=key, store=settings.state_dir / "mails.jsonl"
        )
    except OSError as error:
        raise DevServerError(f"the mail stand-in cannot start: {error}; look at STANDIN_PORT and STATE_DIR") from error
    try:
        yield running
    finally:
        await running.close()
