"""`replay`: customers' histories against the code of today, the gate before a deploy."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from temporalio.client import Client
from temporalio.converter import PayloadCodec

from audit.publications import SqlShelf
from catalogue.shelf import CachedShelf, FolderShelf
from engine.contracts.ports import Shelf
from runtime.build_id import build_id
from runtime.settings import ConfigurationError, Settings
from runtime.temporal import connect, connection, sdk_runtime
from runtime.zones import use_packaged_zones
from starter.cli.app import bar, one_message, out, write_json
from starter.cli.surroundings import client_settings
from starter.cli.words import JsonOption, perform
from starter.counting import counted
from starter.errors import InputRefused, UnknownCustomer
from starter.opening import known_id, opened_codec, opened_database
from trials.replay import Progress, replay_customers, replay_files, replay_running
from trials.replaying import histories
from trials.replaying.files import history_files, shelf_beside
from trials.replaying.report import ReplayReport, advice
from workflows.names import workflow_id

DIVERGES, MISUSE = 1, 2
"""exit codes; the second also where something is missing that a replay needs"""

_Replaying = Callable[[Client, Shelf, Progress], Awaitable[ReplayReport]]


@partial(one_message, code=MISUSE)
def replay(
    customers: Annotated[
        list[str] | None, typer.Argument(metavar="[CUSTOMER]...", help="Customers' ids.", show_default=False)
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", min=1, metavar="N", help="So many of those running, the same each time.")
    ] = None,
    everybody: Annotated[bool, typer.Option("--all", help="All running customers.")] = False,
    file: Annotated[
        list[Path] | None,
        typer.Option("--file", metavar="PATH", help="An exported history, or a folder of them; may be given again."),
    ] = None,
    catalogue: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="With --file: the folder of what was published.",
            show_default="`shelf` in the folder, or the ledger",
        ),
    ] = None,
    present: Annotated[bool, typer.Option("--present", help="Only each one's present run, not those before.")] = False,
    json: JsonOption = False,
) -> None:
    """Replay customers' histories on this code, strictly; code 1 when one diverges, 2 when it cannot be told."""
    use_packaged_zones()
    logging.getLogger("temporalio").setLevel(logging.CRITICAL)  # the verdict tells what the SDK would log
    _check_one_way(customers, sample, everybody, file)
    if file:
        _refuse_with_files(present)
        report = _of_files(file, catalogue)
    else:
        _refuse_without_files(catalogue)
        report = _of_server(customers or [], sample, present)
    if json:
        write_json(report)
    else:
        out().print(advice(report) or _all_well(report), markup=False)
    if not report.ok:
        raise typer.Exit(DIVERGES if report.diverging else MISUSE)


def _check_one_way(
    customers: Sequence[str] | None, sample: int | None, everybody: bool, file: Sequence[Path] | None
) -> None:
    ways = [bool(customers), sample is not None, everybody, bool(file)]
    if sum(ways) != 1:
        raise InputRefused("say what to replay, one of: customers' ids, --sample N, --all, --file PATH")


def _refuse_with_files(present: bool) -> None:
    if present:
        raise InputRefused("--present goes with customers of a server: leave it out, or name the files you want")


def _refuse_without_files(catalogue: Path | None) -> None:
    if catalogue is not None:
        raise InputRefused("--catalogue goes with --file: customers of a server are replayed on the ledger's catalogue")


def _of_files(paths: Sequence[Path], catalogue: Path | None) -> ReplayReport:
    files = history_files(paths)
    namespace = connection().get("namespace", "default")
    with _shelf_of_files(paths, catalogue) as shelf, _codec_if_set() as codec:
        return _with_bar(
            lambda progress: perform(
                replay_files(files, shelf, namespace=namespace, codec=codec, progress=progress),
            )
        )


@contextmanager
def _shelf_of_files(paths: Sequence[Path], catalogue: Path | None) -> Iterator[Shelf]:
    folder = catalogue or shelf_beside(paths)
    if folder is not None and not (folder / "catalogue").is_dir():
        raise InputRefused(f"--catalogue {folder}: there is no folder `catalogue` in it, with a file for each number")
    if folder is not None:
        yield FolderShelf(folder)
        return
    try:
        settings = client_settings("ledger")
    except ConfigurationError as error:
        raise InputRefused(
            f"the histories name what was published: give its folder with --catalogue DIR, or the ledger.\n{error}"
        ) from error
    with opened_database(settings) as database:
        yield CachedShelf(SqlShelf(database))


@contextmanager
def _codec_if_set() -> Iterator[PayloadCodec | None]:
    """Only an encrypted history needs one, and says so itself."""
    with ExitStack() as stack:
        codec: PayloadCodec | None = None
        with suppress(ConfigurationError):
            codec = stack.enter_context(opened_codec(client_settings()))
        yield codec


def _of_server(customers: Sequence[str], sample: int | None, present: bool) -> ReplayReport:
    settings = client_settings()
    ids = [workflow_id(known_id(settings, customer)) for customer in customers]

    async def work(client: Client, shelf: Shelf, progress: Progress) -> ReplayReport:
        named = await _kept(client, ids) if ids else await histories.running(client, sample)
        if present:
            return await replay_running(client, shelf, ids=named, progress=progress)
        return await replay_customers(client, shelf, named, progress=progress)

    return _with_bar(lambda progress: perform(_connected(settings, work, progress)))


async def _connected(settings: Settings, work: _Replaying, progress: Progress) -> ReplayReport:
    with opened_codec(settings) as codec, opened_database(settings) as database:
        client = await connect(codec, sdk_runtime(settings))
        return await work(client, CachedShelf(SqlShelf(database)), progress)


async def _kept(client: Client, ids: Sequence[str]) -> Sequence[str]:
    """Raises UnknownCustomer for one of whom the server keeps no run: a misspelt id must not look like a success."""
    found = await asyncio.gather(*(histories.is_kept(client, one) for one in ids))
    for one, kept in zip(ids, found, strict=True):
        if not kept:
            raise UnknownCustomer(one.removeprefix(workflow_id("")))
    return ids


def _with_bar(work: Callable[[Progress], ReplayReport]) -> ReplayReport:
    with bar() as progress:
        task = progress.add_task("replaying", total=None)
        return work(lambda done, total: progress.update(task, completed=done, total=total))


def _all_well(report: ReplayReport) -> str:
    if not report.runs:
        return "no customer is running: nothing was replayed"
    what = f"{counted(report.replayed, 'customer')}, {counted(report.runs, 'run')}"
    return f"{what}: all go on with build {build_id()} as their histories say"
