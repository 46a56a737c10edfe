"""Calls the events API with a key, and shows what was stored."""

import base64
import json
from typing import Any

import httpx2

from audit.inbox import Inbox, KeptInput
from engine.contracts.inputs import Identify, Track
from starter.http.app import build_app
from starter.http.doors import Doors
from starter.http.events import routes as events
from tests.starter.http.doors import new_key


class Sender:
    """Calls the app with a key."""

    def __init__(self, http: httpx2.AsyncClient, doors: Doors) -> None:
        self.http = http
        self.doors = doors
        self._key = base64.b64encode(f"{new_key(doors, 'events')}:".encode()).decode()

    async def send(self, path: str, body: object, **headers: str) -> httpx2.Response:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.http.post(
            f"/v1/{path}", content=content, headers={"Authorization": f"Basic {self._key}"} | headers
        )

    async def stored(self, path: str, **body: Any) -> Track | Identify:
        answer = await self.send(path, body)
        assert (answer.status_code, answer.json()) == (200, {"success": True})
        entry = self.kept[-1].input
        assert isinstance(entry, Track | Identify)
        return entry

    @property
    def kept(self) -> list[KeptInput]:
        return list(Inbox(self.doors.database).pending(10_000, ("accepted", "not_of_interest", "anonymous")))


def over(doors: Doors) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(build_app(doors, [events.router])), base_url="http://doors.test"
    )
