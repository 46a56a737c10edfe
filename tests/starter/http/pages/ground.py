"""The pages over a real ledger, and customers whose engine runs by hand: no Temporal server is anywhere."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2
from fastapi import FastAPI
from temporalio.client import Client

from audit.database import open_database
from audit.inbox import RETRIED, Inbox, KeptInput
from audit.ledger import SqlLedger
from audit.migrate import migrate
from audit.publications import SqlPublications, SqlShelf
from audit.queries.consents import ConsentProof, proofs_of
from catalogue.content import LiquidRenderer
from catalogue.publish import publish
from channels.unsubscribe import UnsubscribeLinks
from engine.absorb import absorb
from engine.commands import delivery_id
from engine.contracts.answers import Accepted
from engine.contracts.commands import Command, Deliver, Record
from engine.contracts.inputs import ConsentChange, Delivered, Identify, Input, Journaled, Propose
from engine.contracts.parcel import Rendered
from engine.customer.consent import standing
from engine.customer.state import CustomerState
from engine.decide import decide
from engine.definitions import Definitions
from engine.language.terms import Channel, Purpose
from engine.model import Attributes
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from starter.http.app import build_app
from starter.http.doors import Doors, doors_over
from starter.http.pages import routes as pages
from starter.http.pages.site import Site
from tests.databases import sqlite_url
from tests.house import settings_for
from tests.keys import codec_for
from tests.starter.http.doors import NOWHERE


@dataclass
class Customer:
    """One customer's engine over the ledger, driven by hand at the process's own time."""

    state: CustomerState
    ledger: SqlLedger
    shelf: SqlShelf
    inbox: Inbox
    sent: list[tuple[Deliver, Rendered]] = field(default_factory=list)
    _ids: int = 0

    async def takes(self, *entries: Input) -> None:
        definitions = Definitions(self.shelf)
        now = datetime.now(UTC)
        for entry in entries:
            absorb(self.state, entry, now, definitions)
        while commands := decide(self.state, datetime.now(UTC), definitions, flush=True):
            for command in commands:
                await self._carry_out(command, definitions)

    async def _carry_out(self, command: Command, definitions: Definitions) -> None:
        now = datetime.now(UTC)
        match command:
            case Deliver():
                rendered = LiquidRenderer(self.shelf).render(command.content, command.channel, command.facts)
                await self.ledger.claim(command, rendered, 30)
                answer = Accepted(provider_id="p")
                await self.ledger.settle(command, answer)
                self.sent.append((command, rendered))
                done = Delivered(
                    id=delivery_id(command.message_id, command.attempt),
                    message_id=command.message_id,
                    attempt=command.attempt,
                    answer=answer,
                )
                absorb(self.state, done, now, definitions)
            case Record():
                absorb(self.state, Journaled(id=command.id, answer=await self.ledger.record(command)), now, definitions)
            case _:
                raise AssertionError(command)

    async def drains(self) -> list[KeptInput]:
        """What the doors kept for her reaches her."""
        kept = list(self.inbox.pending(100, RETRIED))
        await self.takes(*(one.input for one in kept if one.customer_id == self.state.customer_id))
        self.inbox.mark_drained([one.number for one in kept])
        return kept

    async def is_proposed(self, message: str = "news") -> None:
        self._ids += 1
        propose = Propose(id=f"p-{self._ids}-{len(self.sent)}", at=datetime.now(UTC), message=message)
        await self.takes(propose)

    async def gets(self, message: str = "news") -> Deliver:
        """A message of which she has a link by now."""
        before = len(self.sent)
        await self.is_proposed(message)
        assert len(self.sent) > before, self.state.proposals
        return self.sent[-1][0]

    def stands(self, channel: str, *topics: str, purpose: Purpose = Purpose.CONTENT) -> str:
        return standing(self.state.consents, purpose, Channel(channel), topics)[0]


@dataclass
class Ground:
    """Everything in front of and behind the pages."""

    doors: Doors
    app: FastAPI
    http: httpx2.AsyncClient
    links: UnsubscribeLinks
    ledger: SqlLedger

    async def customer(
        self, customer_id: str = "ann", *consents: ConsentChange, attributes: Attributes | None = None
    ) -> Customer:
        """She has addresses and has agreed to email, unless told otherwise."""
        database = self.doors.database
        customer = Customer(
            CustomerState(customer_id=customer_id, catalogue=1), self.ledger, SqlShelf(database), Inbox(database)
        )
        agreed = consents or (ConsentChange(status="granted", channel=Channel.EMAIL),)
        addresses: Attributes = {"email": f"{customer_id}@example.com", "phone": "+4915550100"}
        identify = Identify(
            id=f"hello-{customer_id}",
            at=datetime.now(UTC),
            attributes={**addresses, **(attributes or {})},
            consents=agreed,
        )
        await customer.takes(identify)
        return customer

    def u(self, command: Deliver) -> str:
        return _path(self.links.link(command.message_id, command.channel))

    def preferences(self, command: Deliver) -> str:
        return _path(self.links.preferences(command.message_id, command.channel))

    def confirm(self, command: Deliver) -> str:
        return _path(self.links.confirmation(command.message_id, command.channel))

    def proofs(self, customer_id: str = "ann") -> list[ConsentProof]:
        return list(proofs_of(self.doors.database, customer_id))

    def inbox(self) -> list[KeptInput]:
        return list(Inbox(self.doors.database).pending(1000, ("not_of_interest", *RETRIED)))


def _path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


@asynccontextmanager
async def ground_in(folder: Path, journeys: Path) -> AsyncIterator[Ground]:
    database = open_database(sqlite_url(folder))
    migrate(database)
    publish(journeys, SqlPublications(database), by="test", commit=None, at=datetime.now(UTC))
    settings = settings_for(str(database.url), "http://127.0.0.1:9")
    away = await Client.connect(NOWHERE, plugins=[TwostepPlugin(codec_for(database))], lazy=True)
    doors = doors_over(settings, away, database, Silent())
    app = build_app(doors, [pages.router])
    ledger = SqlLedger(database, address_key=settings.outgoing.address_key.get_secret_value().encode())
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    try:
        async with httpx2.AsyncClient(transport=transport, base_url="http://doors.test") as http:
            yield Ground(doors, app, http, Site(doors).links, ledger)
    finally:
        await ledger.close()
        database.dispose()
