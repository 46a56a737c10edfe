"""`twostep run`: Temporal, stand-ins of providers, the ledger, a worker and the HTTP doors in one terminal."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from rich.console import Console
from temporalio.client import Client
from temporalio.converter import PayloadCodec

from audit.api_keys import NewKey, SqlApiKeys
from audit.publications import SqlShelf
from engine.language.catalogue import Catalogue
from runtime.dev_server import DevServer
from runtime.local_ports import DevServerError
from runtime.settings import Settings
from runtime.stopping import stop_on
from runtime.temporal import TwostepPlugin, sdk_runtime
from starter.http.doors import doors_over
from starter.http.scopes import SCOPES
from starter.http.serving import listening, serve_doors
from starter.http.tokens import read_token
from starter.local.files import LocalAddresses, local_keys, write_addresses
from starter.local.lock import locked
from starter.local.settings import check_ports, local_settings, names_journeys
from starter.local.stand_in_settings import uses_stand_in
from starter.local.stand_ins import standing_in
from starter.local.words import say_in_force, say_published, say_ready, say_where_mail_goes
from starter.moving.carry_over import carry_over, rehearse
from starter.moving.versions import versions_of
from starter.opening import opened_codec, opened_database, opened_telemetry
from starter.operating.login import login_name
from starter.privacy.codec_server import RunningCodecServer, access_of, start_codec_server
from starter.publishing.publish import in_force, publish_into
from starter.serve import serve
from starter.together import together


async def run_local(console: Console) -> None:
    """Until Ctrl-C. What it keeps is in STATE_DIR and survives. Raises what the command line tells."""
    stop = stop_on()
    settings = local_settings()
    with locked(settings.state_dir), opened_codec(settings) as codec:
        ports = check_ports(settings)
        say_where_mail_goes(settings, console)
        async with (
            _decoding(settings, codec) as decoding,
            DevServer(settings.state_dir / "temporal.db", ports, "--ui-codec-endpoint", decoding.endpoint) as server,
            standing_in(settings),
        ):
            catalogue = await asyncio.to_thread(_publish, settings, console)
            plugin = TwostepPlugin(codec)
            client = await Client.connect(server.address, plugins=[plugin], runtime=sdk_runtime(settings))
            addresses = LocalAddresses(
                database_url=settings.database_url.get_secret_value(),
                temporal_address=server.address,
                sendgrid_base_url=settings.sendgrid_base_url if uses_stand_in() else None,
                lookups=settings.lookups,
            )
            write_addresses(settings.state_dir, addresses)
            if not stop.is_set():
                api_key = await asyncio.to_thread(_api_key, settings)
                ready = partial(say_ready, settings, server.ui_url, api_key, catalogue, console)
                await _work(settings, client, stop, ready, console)
    # The terminal may be gone by now.
    with suppress(OSError):
        console.print(f"stopped; everything is kept in {settings.state_dir}", markup=False)


def _publish(settings: Settings, console: Console) -> Catalogue:
    """Over what is in force only when the folder was named: a start must not take back what was published since."""
    with opened_database(settings) as database:
        standing = in_force(database)
        if standing is not None and not names_journeys():
            say_in_force(standing, console)
            number = standing.number
        else:
            published = publish_into(database, settings.journeys_dir)
            say_published(settings, published, console)
            number = published.number
        return Catalogue.model_validate_json(SqlShelf(database).catalogue(number))


async def _work(
    settings: Settings, client: Client, stop: asyncio.Event, ready: Callable[[], None], console: Console
) -> None:
    versions = versions_of(client)
    with opened_database(settings) as database:
        rehearsed = await rehearse(client, SqlShelf(database), versions, console)

    async def began() -> None:
        await versions.make_current()
        if rehearsed is not None:
            moved = await carry_over(versions, rehearsed)
            console.print(f"customers that go on with build {versions.build}: {moved}", markup=False)
        ready()

    with (
        listening(settings) as listens,
        opened_database(settings) as database,
        opened_telemetry(settings, "twostep-api") as telemetry,
    ):
        doors = doors_over(settings, client, database, telemetry)
        await together(stop, serve(settings, client, stop, began), serve_doors(doors, listens, stop))


def _api_key(settings: Settings) -> str:
    """The folder's own, which may do everything; put into the ledger where that has it not."""
    shown = local_keys(settings.state_dir).api_key
    token = read_token(shown)
    assert token is not None  # it was made for this folder
    with opened_database(settings) as database:
        keys = SqlApiKeys(database)
        if keys.find(token.id) is None:
            keys.add(NewKey(id=token.id, digest=token.digest, name="twostep run", scopes=SCOPES), login_name())
    return shown


@asynccontextmanager
async def _decoding(settings: Settings, codec: PayloadCodec) -> AsyncIterator[RunningCodecServer]:
    """So that the UI can show what it may not store."""
    try:
        running = await start_codec_server(codec, access_of(settings), port=settings.codec_port)
    except OSError as error:
        raise DevServerError(f"the codec server cannot start: {error}; look at CODEC_PORT") from error
    try:
        yield running
    finally:
        await running.close()
