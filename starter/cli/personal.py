"""`erase`, `export`, `codec-server`, `keys rewrap`: what has to do with people's data and its keys."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json

from audit.erasure import is_known
from audit.keys import SqlKeyStore
from audit.queries.about import about
from engine.contracts.ports import ChannelAdapter
from engine.model import Attributes
from runtime.encryption.rewrapping import rewrap_all
from runtime.logs import set_up_logging
from runtime.settings import Settings
from runtime.stopping import stop_on
from runtime.temporal import connect
from starter.cli.app import bar, one_message, out, write_file, write_json
from starter.cli.surroundings import client_settings, sending_settings
from starter.cli.words import CustomerId, JsonOption, perform
from starter.errors import InputRefused, UnknownCustomer
from starter.opening import known_id, opened_codec, opened_database
from starter.privacy.codec_server import access_of, start_codec_server
from starter.privacy.erasing import Erased, Erasing


def erase(
    customer: CustomerId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    skip_providers: Annotated[
        bool, typer.Option("--skip-providers", help="Do not ask mail providers to delete what they keep of her.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Erase a customer for good: workflow, histories, keys, ledger, provider. The counts stay."""
    settings = sending_settings()
    who = known_id(settings, customer)
    if not yes:
        typer.confirm(f"Erase everything about {who!r}? It cannot be undone", abort=True, err=True)
    erased = perform(_erased(settings, who, providers=not skip_providers))
    if json:
        write_json(erased)
    else:
        _say(erased)


def export(
    customer: CustomerId,
    file: Annotated[
        Path | None, typer.Option("--out", help="The file to write.", show_default="standard output")
    ] = None,
) -> None:
    """Everything that is kept about a customer, as one JSON document."""
    settings = client_settings("ledger")
    who = known_id(settings, customer)
    with opened_database(settings) as database:
        if not is_known(database, who):
            raise UnknownCustomer(who)
        found = about(database, who)
    if file is None:
        typer.echo(document(found))
        return
    write_file(document(found) + "\n", file, private=True)
    out().print(f"written to {file}, readable by you alone", markup=False)


def codec_server() -> None:
    """Decrypt payloads for the pages of Temporal's UI, until it is stopped."""
    settings = client_settings("codec")
    set_up_logging(settings)

    async def serve() -> None:
        stop = stop_on()
        with opened_codec(settings) as codec:
            try:
                running = await start_codec_server(
                    codec, access_of(settings), listen=settings.codec_listen, port=settings.codec_port
                )
            except OSError as error:
                raise InputRefused(f"the codec server cannot start: {error}; look at CODEC_PORT") from error
            out().print(f"decrypting for {settings.codec_origin} at {running.base_url}", markup=False)
            await stop.wait()
            await running.close()

    perform(serve())


keys = typer.Typer(
    name="keys", help="The keys that customers' data in Temporal is encrypted with.", no_args_is_help=True
)


def rewrap() -> None:
    """Wrap every customer's key by the newest master key; afterwards the older ones are needed no more."""
    settings = client_settings()
    with opened_database(settings) as database, bar() as progress:
        task = progress.add_task("wrapping anew", total=None)
        done = rewrap_all(
            SqlKeyStore(database), settings.master_keys, progress=lambda count: progress.update(task, completed=count)
        )
    newest = settings.master_keys.newest
    out().print(
        f"wrapped anew by master key {newest!r}: {done}; every key of this ledger is wrapped by it now", markup=False
    )


keys.command("rewrap")(one_message(rewrap))


def document(found: Attributes) -> str:
    """For people, and for whatever reads it next."""
    return to_json(found, indent=2).decode()


async def _erased(settings: Settings, customer_id: str, *, providers: bool) -> Erased:
    # Of the commands here this one alone speaks to providers.
    from worker import build_adapters

    adapters = build_adapters(settings)
    key = settings.outgoing.address_key.get_secret_value().encode()
    try:
        with opened_codec(settings) as codec, opened_database(settings) as database:
            erasing = Erasing(await connect(codec), database, adapters, key)
            return await erasing.erase(customer_id, providers=providers)
    finally:
        await _close(adapters)


async def _close(adapters: tuple[ChannelAdapter, ...]) -> None:
    await asyncio.gather(*(adapter.close() for adapter in adapters))


def _say(erased: Erased) -> None:
    lines = [
        f"erased: {erased.customer_id}",
        f"  runs deleted from Temporal: {erased.runs}",
        f"  addresses that providers forget: {erased.forgotten if erased.providers else 'not asked'}",
        "  her key is destroyed; what the ledger keeps of her are counts, without anything personal",
    ]
    if not erased.scrubbed:
        lines.append(
            "  the database was in use: type the same again, so that its file is written anew without her rows"
        )
    out().print("\n".join(lines), markup=False)
