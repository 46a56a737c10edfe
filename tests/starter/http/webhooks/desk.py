"""The webhook doors over a ledger with messages that were sent; Temporal need not be there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from sqlalchemy import Engine, make_url, text
from temporalio.client import Client

from audit.database import open_database, read
from audit.inbox import Inbox
from audit.ledger import SqlLedger
from audit.migrate import migrate
from audit.publications import SqlPublications
from catalogue.publish import publish
from engine.contracts.answers import Accepted
from engine.contracts.inputs import Feedback
from engine.contracts.ports import Claimed
from engine.language.terms import Channel
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from starter.http.app import build_app
from starter.http.doors import doors_over
from starter.http.webhooks import routes as webhooks
from tests.audit.samples import RENDERED, deliver, journal, profile, record
from tests.databases import sqlite_url
from tests.house import settings_for
from tests.keys import codec_for
from tests.starter.doorway import RECORD_SHOP
from tests.starter.http.webhooks.signing import PUBLIC, SECRETS, SHARED, TOKEN, SendGridSigner

NUMBER = "+49301234567"
_NOWHERE = "127.0.0.1:9"


@dataclass
class Desk:
    """The app in process, and what lies behind it."""

    http: httpx2.AsyncClient
    database: Engine
    ledger: SqlLedger
    sendgrid: SendGridSigner
    key: bytes
    """that addresses are hashed with"""

    async def sent(self, message_id: str = "m-1", customer: str = "c-1", channel: Channel = Channel.EMAIL) -> None:
        """A message that its provider took; its customer has a number."""
        address = "anna@example.com" if channel is Channel.EMAIL else NUMBER
        command = deliver(message_id, customer=customer, decided_at=datetime.now(UTC), catalogue=1)
        command = command.model_copy(update={"channel": channel, "address": address})
        assert isinstance(await self.ledger.claim(command, RENDERED, 60), Claimed)
        await self.ledger.settle(command, Accepted())
        await self.ledger.record(record(journal(profile=profile(phone=NUMBER)), customer=customer, catalogue=1))

    @property
    def told(self) -> list[Feedback]:
        """What waits to be signalled, in order."""
        return [one.input for one in Inbox(self.database).pending(1_000) if isinstance(one.input, Feedback)]

    @property
    def suppressed(self) -> list[tuple[str, str, str, str]]:
        """Channel, scope and cause of what is suppressed whoever has it, and the hash of the address."""
        query = text("SELECT channel, scope, cause, address_hash FROM suppression ORDER BY written_at, at")
        return [tuple(row) for row in read(self.database, lambda connection: connection.execute(query).all())]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What is kept, and what became of it."""
        query = text("SELECT kind, became FROM provider_event ORDER BY event_id, customer_id")
        return [tuple(row) for row in read(self.database, lambda connection: connection.execute(query).all())]


@cache
def _template() -> bytes:
    """A ledger with the schema and the record shop: made once, it is most of the time of opening."""
    with TemporaryDirectory() as folder:
        url = sqlite_url(Path(folder))
        database = open_database(url)
        migrate(database)
        publish(RECORD_SHOP, SqlPublications(database), by="test", commit=None, at=datetime.now(UTC))
        database.dispose()
        return Path(str(make_url(url).database)).read_bytes()


def _copied(folder: Path) -> str:
    url = sqlite_url(folder)
    Path(str(make_url(url).database)).write_bytes(_template())
    return url


@asynccontextmanager
async def open_desk(folder: Path, **changes: object) -> AsyncIterator[Desk]:
    """`changes` to the settings."""
    url = _copied(folder)
    database = open_database(url)
    signer = SendGridSigner()
    keys: dict[str, object] = {
        "public_url": PUBLIC,
        "sendgrid_webhook_key": signer.public,
        "twilio_auth_token": TOKEN,
        "twilio_webhook_key": ", ".join(SHARED),
        "task_secret": ",".join(SECRETS),
    }
    settings = settings_for(url, "http://127.0.0.1:9")
    settings = type(settings).model_validate({**settings.model_dump(), **keys, **changes})
    client = await Client.connect(_NOWHERE, lazy=True, plugins=[TwostepPlugin(codec_for(database))])
    app = build_app(doors_over(settings, client, database, Silent()), [webhooks.router])
    key = settings.outgoing.address_key.get_secret_value().encode()
    ledger = SqlLedger(database, address_key=key)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://inside:8080") as http:
        yield Desk(http, database, ledger, signer, key)
    await ledger.close()
    database.dispose()
