"""The yard that the durable benchmarks share: a real server, the provider's stand-in, a ledger, worker processes."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psutil
from sqlalchemy import Engine
from temporalio.client import Client

from audit.database import open_database
from audit.keys import SqlKeyStore
from audit.migrate import migrate
from audit.publications import SqlPublications, SqlShelf
from benchmarks.kinds import Kind
from catalogue.publish import publish
from engine.definitions import Definitions
from runtime.dev_server import DevServer
from runtime.encryption.codec import EncryptionCodec
from runtime.encryption.keyring import Keyring
from runtime.encryption.master_keys import MasterKeys, new_master_keys
from runtime.local_ports import Ports
from runtime.temporal import TwostepPlugin
from standins.sendgrid.mailbox import Mailbox
from standins.sendgrid.server import start_sendgrid

JOURNEYS = Path(__file__).parent / "journeys"
_MODULES = {Kind.OURS: ("worker.py",)}
_BASELINE = ("-m", "benchmarks.baseline_worker")
_MASTER_KEY = new_master_keys()
_PATIENCE = 300
"""seconds"""


@dataclass(frozen=True)
class Yard:
    """Everything but the workers; the stand-in runs in this process, so that arrivals are timed by its clock."""

    client: Client
    server: psutil.Process
    mailbox: Mailbox
    content: str
    """hash of the one message"""
    definitions: Definitions
    environment: dict[str, str]

    @asynccontextmanager
    async def worker(self, kind: Kind, *, cached: int = 5_000) -> AsyncIterator[psutil.Process]:
        """A worker process of that kind's own; for the customers it is `python worker.py`."""
        environment = self.environment | {"TASK_QUEUE": kind.queue, "CACHED_CUSTOMERS": str(cached)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, *_MODULES.get(kind, _BASELINE), env=environment, cwd=Path(__file__).parents[1]
        )
        try:
            yield psutil.Process(process.pid)
        finally:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            await process.wait()

    async def mailed(self, count: int) -> None:
        """Wait until the provider has so many mails. Raises TimeoutError."""
        async with asyncio.timeout(_PATIENCE):
            while len(self.mailbox) < count:  # noqa: ASYNC110 - the stand-in has no event for it
                await asyncio.sleep(0.001)


@asynccontextmanager
async def open_yard(folder: Path) -> AsyncIterator[Yard]:
    """A dev server and a ledger on files in `folder`, with the benchmarks' journeys published."""
    url = f"sqlite:///{folder / 'ledger.db'}"
    database = open_database(url)
    sendgrid = await start_sendgrid(api_key="SG.bench")
    try:
        migrate(database)
        publish(JOURNEYS, SqlPublications(database), by="benchmarks", commit=None, at=datetime.now(UTC))
        definitions = Definitions(SqlShelf(database))
        async with DevServer(folder / "temporal.db", Ports(server=_free_port(), ui=0), ui=False) as server:
            yield Yard(
                server=_server_process(),
                client=await Client.connect(server.address, plugins=[TwostepPlugin(codec_over(database))]),
                mailbox=sendgrid.mailbox,
                content=definitions.catalogue(1).messages["answer"],
                definitions=definitions,
                environment=os.environ
                | worker_variables(url, sendgrid.base_url)
                | {"TEMPORAL_ADDRESS": server.address, "OTEL_EXPORTER_OTLP_ENDPOINT": ""},
            )
    finally:
        await sendgrid.close()
        database.dispose()


def codec_over(database: Engine) -> EncryptionCodec:
    """The same for every kind of worker, with the master key of `worker_variables`."""
    return EncryptionCodec(Keyring(SqlKeyStore(database), MasterKeys.read(_MASTER_KEY)))


def worker_variables(database_url: str, provider_url: str) -> dict[str, str]:
    """What a worker needs to know, all of it local."""
    return {
        "PROFILE": "development",
        "RECIPIENT_ALLOWLIST": "@example.com",
        "DATABASE_URL": database_url,
        "MASTER_KEY": _MASTER_KEY,
        "SENDGRID_API_KEY": "SG.bench",
        "SENDGRID_BASE_URL": provider_url,
        "MAIL_FROM": "bench@example.com",
        "PUBLIC_URL": "http://127.0.0.1:9",
        "LINK_KEY": "l" * 32,
        "ADDRESS_KEY": "a" * 32,
        "USE_VERSIONING": "false",
        "LOG_LEVEL": "WARNING",
    }


def _server_process() -> psutil.Process:
    """The dev server, a child of this process."""
    children = psutil.Process().children()
    return next(child for child in children if child.name().startswith("temporal"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
