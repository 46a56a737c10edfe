"""The whole house for a test: skipped time, the real workflow, worker, ledger and provider stand-in."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import Engine
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from audit.database import open_database
from audit.migrate import migrate
from audit.publications import SqlPublications
from catalogue.publish import publish
from engine.contracts.inputs import ConsentChange, Control, Feedback, Identify, Propose, Track
from engine.contracts.ports import Telemetry
from engine.contracts.views import Status, TimelineItem
from engine.model import Attributes
from runtime.settings import Settings, load_settings
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from standins.sendgrid.mailbox import Mail
from standins.sendgrid.server import RunningSendGrid, SendGrid, start_sendgrid
from starter.demo.skipped_time import POLLERS, register_search_attributes
from tests.databases import sqlite_url
from tests.keys import MASTER_KEY, codec_for
from tests.servers import PATIENCE
from tests.servers_bin import TEST_SERVER
from worker import composed
from workflows.contract import CustomerStart, Limits
from workflows.customer import CustomerWorkflow
from workflows.names import workflow_id

Signal = Track | Identify | Feedback | Propose | Control
Handle = WorkflowHandle[CustomerWorkflow, None]

LOOKUPS = "store=tests.stores:Stores"
SILENT = Silent()

GRANTED = (ConsentChange(status="granted", source="test"),)

_MORNING = time(10, 30, tzinfo=UTC)


@dataclass
class House:
    """Everything a test of one or more customers needs."""

    env: WorkflowEnvironment
    sendgrid: RunningSendGrid | SendGrid
    database: Engine
    settings: Settings
    limits: Limits
    _ids: int = field(default=0)

    @property
    def client(self) -> Client:
        return self.env.client

    @asynccontextmanager
    async def working(self, telemetry: Telemetry = SILENT) -> AsyncIterator[Worker]:
        """A worker for as long as the context lasts."""
        async with composed(self.settings, self.client, telemetry, POLLERS) as worker, worker:
            yield worker

    async def now(self) -> datetime:
        return (await self.env.get_current_time()).astimezone(UTC)

    def new_id(self) -> str:
        self._ids += 1
        return f"input-{self._ids}"

    async def customer(self, customer_id: str, *, consents: Sequence[ConsentChange] = GRANTED) -> Handle:
        """Start her with an address and consent."""
        identify = Identify(
            id=self.new_id(),
            at=await self.now(),
            attributes={"email": f"{customer_id}@example.com", "phone": "+15550100"},
            consents=tuple(consents),
        )
        return await self.client.start_workflow(
            CustomerWorkflow.run,
            CustomerStart(customer_id=customer_id, limits=self.limits),
            id=workflow_id(customer_id),
            task_queue=self.settings.task_queue,
            start_signal="identify",
            start_signal_args=[identify],
        )

    async def track(self, handle: Handle, type: str, properties: Attributes | None = None) -> Track:
        track = Track(id=self.new_id(), type=type, at=await self.now(), properties=properties or {})
        await handle.signal(CustomerWorkflow.track, track)
        return track

    async def sleep(self, span: timedelta) -> None:
        """Skip time; what is due meanwhile happens."""
        await self.env.sleep(span)

    async def status(self, handle: Handle) -> Status:
        return await handle.query(CustomerWorkflow.status)

    async def timeline(self, handle: Handle) -> list[TimelineItem]:
        return await handle.query(CustomerWorkflow.timeline)

    def mails(self) -> list[Mail]:
        return list(self.sendgrid.mailbox.after(0))

    async def mailed(self, count: int, seconds: float = 60) -> list[Mail]:
        """Wait until so many mails have come, in real time."""
        async with asyncio.timeout(seconds):
            while len(self.mails()) < count:
                await asyncio.sleep(0.02)
        return self.mails()


@asynccontextmanager
async def open_house(
    folder: Path,
    journeys: Path,
    *,
    cached: int = 1000,
    strict: bool = False,
    limits: Limits | None = None,
    encrypted: bool = True,
) -> AsyncIterator[House]:
    """A time-skipping server of its own, since its clock is global; a fresh ledger with the journeys published."""
    url = sqlite_url(folder)
    database = open_database(url)
    migrate(database)
    publish(journeys, SqlPublications(database), by="test", commit=None, at=datetime.now(UTC))
    sendgrid = await start_sendgrid(api_key="SG.test")
    settings = settings_for(url, sendgrid.base_url).model_copy(update={"cached_customers": cached})
    plugin = TwostepPlugin(codec_for(database) if encrypted else None, strict=strict)
    env = await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(TEST_SERVER), plugins=[plugin], test_server_startup_timeout=PATIENCE
    )
    try:
        await register_search_attributes(env.client)
        await env.sleep(_until_a_monday_morning(await env.get_current_time()))
        yield House(env, sendgrid, database, settings, limits or Limits())
    finally:
        await env.shutdown()
        await sendgrid.close()
        database.dispose()


def _until_a_monday_morning(now: datetime) -> timedelta:
    """Quiet hours and weekdays then fall alike, whenever the suite runs."""
    monday = datetime.combine(now + timedelta(days=-now.weekday() % 7), _MORNING)
    return (monday if monday > now else monday + timedelta(days=7)) - now


def settings_for(database_url: str, sendgrid_url: str) -> Settings:
    """A worker's settings against a stand-in; the test server knows no worker versioning."""
    return load_settings(
        "worker",
        {
            "DATABASE_URL": database_url,
            "MASTER_KEY": MASTER_KEY,
            "SENDGRID_API_KEY": "SG.test",
            "SENDGRID_BASE_URL": sendgrid_url,
            "MAIL_FROM": "shop@example.com",
            "PUBLIC_URL": "http://127.0.0.1:9",
            "LINK_KEY": "l" * 32,
            "ADDRESS_KEY": "a" * 32,
            "RECIPIENT_ALLOWLIST": "@example.com",
            "USE_VERSIONING": "false",
            "LOOKUPS": LOOKUPS,
        },
    )
