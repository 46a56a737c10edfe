"""The HTTP doors of a test: the app in process, over a real ledger and server, called with real keys."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx2
from fastapi import FastAPI
from temporalio.client import Client

from audit.api_keys import NewKey, SqlApiKeys
from runtime.away import AwayIsUnavailable
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from starter.http.app import build_app
from starter.http.doors import Doors, doors_over
from starter.http.tokens import new_token
from tests.keys import codec_for
from tests.starter.doorway import Doorway

ALL = ("events", "consents", "decisions", "customers", "journeys", "operate")
NOWHERE = "127.0.0.1:1"
"""an address at which nothing listens"""


@dataclass
class OpenDoors:
    """The app, what is behind it, and a client without a key."""

    doorway: Doorway
    doors: Doors
    app: FastAPI
    http: httpx2.AsyncClient

    def key(self, *scopes: str, department: str | None = None, name: str = "test") -> str:
        """A new API key, with every scope where none is named."""
        return new_key(self.doors, *scopes, department=department, name=name)

    def headers(self, *scopes: str, department: str | None = None) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key(*scopes, department=department)}"}


def new_key(doors: Doors, *scopes: str, department: str | None = None, name: str = "test") -> str:
    shown, token = new_token()
    kept = NewKey(id=token.id, digest=token.digest, name=name, scopes=scopes or ALL, department=department)
    SqlApiKeys(doors.database).add(kept, by="test")
    return shown


@asynccontextmanager
async def doors_of(doorway: Doorway, **changes: object) -> AsyncIterator[OpenDoors]:
    """Over a doorway; `changes` to its settings. Nothing of the app is hidden: an exception of ours is an answer."""
    doors = doors_over(doorway.settings.model_copy(update=changes), doorway.temporal, doorway.database, Silent())
    app = build_app(doors)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://doors.test") as http:
        yield OpenDoors(doorway, doors, app, http)


@asynccontextmanager
async def doors_without_temporal(doorway: Doorway) -> AsyncIterator[OpenDoors]:
    """The same ledger, and a server that is away."""
    plugin = TwostepPlugin(codec_for(doorway.database))
    away = await Client.connect(NOWHERE, plugins=[plugin], interceptors=[AwayIsUnavailable()], lazy=True)
    apart = Doorway(away, doorway.sendgrid, doorway.database, doorway.settings)
    async with doors_of(apart) as opened:
        yield opened
