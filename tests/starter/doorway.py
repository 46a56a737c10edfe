"""A journey client on real servers, with everything behind it that a test can look at."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from temporalio.client import Client

from audit.database import open_database
from audit.inbox import RETRIED, Inbox, KeptInput
from audit.migrate import migrate
from audit.publications import SqlPublications
from catalogue.publish import publish
from engine.contracts.inputs import ConsentChange, Identify, Track
from engine.model import Attributes
from runtime.settings import Settings
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from starter.background.drain import Drain
from starter.background.pace import Pace
from starter.background.workload import Workload
from starter.client import JourneyClient
from starter.ledger_side import SqlLedgerSide, published_in
from starter.opening import journey_client
from starter.signaller import Signaller
from tests.databases import sqlite_url
from tests.house import settings_for
from tests.keys import codec_for
from worker import composed
from workflows.names import workflow_id

RECORD_SHOP = Path(__file__).parents[2] / "examples" / "record-shop"


def with_till(folder: Path) -> Path:
    """The record shop with a till at which messages may wait."""
    shop = folder / "shop"
    shutil.copytree(RECORD_SHOP, shop, ignore=shutil.ignore_patterns("data"))
    policy = shop / "policy.yaml"
    policy.write_text(f"{policy.read_text()}\nchannels: {{ email: {{}}, till: {{ kind: pull }} }}\n")
    return shop


@dataclass
class Doorway:
    """Everything that is in front of and behind a door."""

    temporal: Client
    sendgrid: RunningSendGrid
    database: Engine
    settings: Settings
    _ids: int = field(default=0)

    @property
    def inbox(self) -> list[KeptInput]:
        return list(Inbox(self.database).pending(10_000, ("not_of_interest", *RETRIED)))

    def client(self, **changes: object) -> JourneyClient:
        """A client of its own, as another process would have one; `changes` to its settings."""
        return journey_client(self.settings.model_copy(update=changes), self.temporal, self.database, Silent())

    def drain(self) -> Drain:
        signaller = Signaller(self.temporal, self.settings.task_queue)
        workers = Workload(self.temporal, self.settings.task_queue)
        side = SqlLedgerSide(self.database)
        return Drain(side, published_in(self.database), signaller, Pace(workers, first=1000), pause=0.1)

    def publish(self, folder: Path) -> int:
        publications = SqlPublications(self.database)
        return publish(folder, publications, by="test", commit=None, at=datetime.now(UTC)).number

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        async with composed(self.settings, self.temporal, Silent()) as worker, worker:
            yield

    def track(self, type: str = "purchase", properties: Attributes | None = None, **more: object) -> Track:
        return Track.model_validate(
            {"id": self.new_id(), "type": type, "at": datetime.now(UTC), "properties": properties or {}, **more}
        )

    def identify(self, **attributes: str) -> Identify:
        consents = (ConsentChange(status="granted", source="test"),)
        return Identify(id=self.new_id(), at=datetime.now(UTC), attributes={**attributes}, consents=consents)

    def new_id(self) -> str:
        self._ids += 1
        return f"input-{self._ids}"

    async def signals(self, customer_id: str) -> list[str]:
        """The names of the signals in the history of her run, in order."""
        history = await self.temporal.get_workflow_handle(workflow_id(customer_id)).fetch_history()
        return [
            event.workflow_execution_signaled_event_attributes.signal_name
            for event in history.events
            if event.HasField("workflow_execution_signaled_event_attributes")
        ]

    async def mails(self, count: int, seconds: float = 60) -> int:
        async with asyncio.timeout(seconds):
            while len(self.sendgrid.mailbox) < count:
                await asyncio.sleep(0.02)
        return len(self.sendgrid.mailbox)


@asynccontextmanager
async def open_doorway(address: str, folder: Path) -> AsyncIterator[Doorway]:
    url = sqlite_url(folder)
    database = open_database(url)
    migrate(database)
    sendgrid = await start_sendgrid(api_key="SG.test")
    settings = settings_for(url, sendgrid.base_url).model_copy(update={"task_queue": f"twostep-{folder.name}"})
    client = await Client.connect(address, plugins=[TwostepPlugin(codec_for(database))])
    try:
        doorway = Doorway(client, sendgrid, database, settings)
        doorway.publish(RECORD_SHOP)
        yield doorway
    finally:
        await sendgrid.close()
        database.dispose()
