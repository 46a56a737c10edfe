"""Sets up everything that the demo runs on: stand-in, ledger, catalogue, skipped time, worker, client."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import JsonValue
from sqlalchemy import Engine

from audit.migrate import migrate
from audit.publications import SqlPublications
from catalogue.publish import publish
from runtime.encryption.master_keys import new_master_keys
from runtime.settings import Settings
from runtime.telemetry import Silent
from standins.sendgrid.mailbox import Mailbox
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from starter.client import JourneyClient
from starter.demo.shift import Shift, shift_past
from starter.demo.skipped_time import SkippedTime, skipped_time
from starter.demo.workers import Workers, started, workers_for
from starter.demo.working import Order
from starter.opening import journey_client, opened_codec, opened_database

SHOP = Path(__file__).parents[2] / "examples/record-shop"
LEDGER = "ledger.db"
MAILS = "mails.jsonl"
DOMAIN = "example.com"
"""Reserved for examples: nobody has an address there."""

_EARLY = timedelta(minutes=30)


@dataclass(frozen=True)
class Stage:
    """The parts that the demo speaks to."""

    client: JourneyClient
    database: Engine
    mailbox: Mailbox
    time: SkippedTime
    shift: Shift
    workers: Workers


@asynccontextmanager
async def set_up(out: Path, customers: int, first: datetime) -> AsyncIterator[Stage]:
    """All parts, running; `first` is the data's first instant. An earlier demo's ledger and mails are replaced."""
    _forget_earlier(out)
    api_key = f"SG.{secrets.token_urlsafe(16)}"
    async with _standin(out, api_key) as standin:
        values = _settings(out, standin.base_url, api_key, customers)
        settings = Settings.model_validate(values)
        with opened_database(settings) as database, opened_codec(settings) as codec:
            migrate(database)
            publish(SHOP, SqlPublications(database), by="demo", commit=None, at=datetime.now(UTC))
            async with skipped_time(codec) as time:
                shift = shift_past(await time.now(), first)
                # before a worker polls: years are skipped here
                await time.until(shift.ahead(first) - _EARLY)
                client = journey_client(settings, time.client, database, Silent())
                order = Order(address=time.address, settings=values)
                async with started(workers_for(customers), order) as workers:
                    yield Stage(client, database, standin.mailbox, time, shift, workers)


@asynccontextmanager
async def _standin(out: Path, api_key: str) -> AsyncIterator[RunningSendGrid]:
    running = await start_sendgrid(api_key=api_key, store=out / MAILS)
    try:
        yield running
    finally:
        await running.close()


def _settings(out: Path, base_url: str, api_key: str, customers: int) -> dict[str, JsonValue]:
    """All of them given: whatever the environment says, the demo's mails go to the stand-in only."""
    return {
        "profile": "development",
        "recipient_allowlist": f"@{DOMAIN}",
        "journeys_dir": str(SHOP),
        "database_url": f"sqlite:///{out / LEDGER}",
        "master_key": new_master_keys(),
        "sendgrid_api_key": api_key,
        "sendgrid_base_url": base_url,
        "mail_from": f"shop@{DOMAIN}",
        "mail_from_name": "The Record Shop",
        "public_url": f"https://{DOMAIN}/",
        "link_key": secrets.token_hex(32),
        "address_key": secrets.token_hex(32),
        "id_hash_key": None,
        "tracking_plan": "refuse",
        "task_queue": "twostep",
        "use_versioning": False,  # this server has none
        "workflow_concurrency": 16,
        "activity_concurrency": 100,
        "cached_customers": customers + 100,  # all of them: nothing is replayed
        "otel_exporter_otlp_endpoint": None,
        "log_level": "WARNING",
    }


def _forget_earlier(out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name in (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm", MAILS):
        (out / name).unlink(missing_ok=True)
