"""Temporal, the database and the worker each go away for a while: every accepted event arrives once in effect."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Engine, make_url
from temporalio.client import Client

from audit.database import open_database
from audit.inbox import Inbox
from audit.migrate import migrate
from audit.publications import SqlPublications
from catalogue.publish import publish
from runtime.dev_server import DevServer
from runtime.local_ports import Ports
from runtime.settings import Settings
from runtime.telemetry import Silent
from runtime.temporal import TwostepPlugin
from standins.sendgrid.server import start_sendgrid
from starter.background.drain import Drain
from starter.background.pace import Pace
from starter.background.workload import Workload
from starter.http.app import build_app
from starter.http.doors import Doors, doors_over
from starter.http.events import accepting
from starter.ledger_side import SqlLedgerSide, published_in
from starter.signaller import Signaller
from tests.databases import postgres_database, postgres_server, sqlite_url
from tests.e2e.gate import Gate, gated
from tests.e2e.waiting import until
from tests.house import settings_for
from tests.keys import codec_for
from tests.servers import free_port
from tests.starter.http.doors import new_key
from tests.workflows import journeys
from worker import composed

CUSTOMERS = 4
AWAY = float(os.environ.get("TWOSTEP_OUTAGE", "0.5"))
"""seconds for which each of them is away: a minute, for instance, where there is time"""

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300 + 5 * AWAY)]


class Stream:
    """A service that sends events and, as client libraries do, sends again what was not answered with 2xx."""

    def __init__(self, doors: Doors) -> None:
        self._http = httpx2.AsyncClient(transport=httpx2.ASGITransport(build_app(doors)), base_url="http://doors.test")
        self._headers = {"Authorization": f"Bearer {new_key(doors, 'events')}"}
        self.accepted: list[tuple[str, str]] = []
        self.refused = 0

    async def run(self, stop: asyncio.Event) -> None:
        n = 0
        while not stop.is_set():
            customer, id = f"c{n % CUSTOMERS}", f"event-{n}"
            n += 1
            while not await self._send(customer, id):
                self.refused += 1
                await asyncio.sleep(0.05)
            if n % 5 == 0:
                await self._send(customer, id)  # its answer was lost, so it comes again
            await asyncio.sleep(0.02)
        await self._http.aclose()

    async def _send(self, customer: str, id: str) -> bool:
        body = {"userId": customer, "event": "purchase", "messageId": id}
        answer = await self._http.post("/v1/track", json=body, headers=self._headers)
        if answer.status_code == 200 and (customer, id) not in self.accepted:
            self.accepted.append((customer, id))
        assert answer.status_code in (200, 503), answer.text
        return answer.status_code == 200


class SqliteAway:
    """Somebody else has the file's lock."""

    def __init__(self, url: str) -> None:
        self._blocker = sqlite3.connect(make_url(url).database or "", isolation_level=None, check_same_thread=False)

    def shut(self) -> None:
        self._blocker.execute("BEGIN IMMEDIATE")

    def open(self) -> None:
        self._blocker.execute("ROLLBACK")
        self._blocker.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, SqliteAway | Gate]]:
    """The address of a ledger, and what makes it go away and come back."""
    if request.param == "sqlite":
        url = sqlite_url(tmp_path)
        yield url, SqliteAway(url)
        return
    with postgres_server() as server, postgres_database(server) as url, gated(url) as through:
        yield through


@asynccontextmanager
async def draining(client: Client, database: Engine, settings: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    signaller, workers = Signaller(client, settings.task_queue), Workload(client, settings.task_queue)
    drain = Drain(SqlLedgerSide(database), published_in(database), signaller, Pace(workers))
    running = asyncio.create_task(drain.run(stop))
    try:
        yield
    finally:
        stop.set()
        await running


async def test_every_accepted_event_arrives_once_whatever_goes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ledger: tuple[str, SqliteAway | Gate]
) -> None:
    monkeypatch.setattr(accepting, "WITHIN", 0.5)
    (url, way), ports = ledger, Ports(server=free_port(), ui=free_port())
    database = open_database(url)
    migrate(database)
    publish(journeys.write(tmp_path, "series"), SqlPublications(database), by="test", commit=None, at=datetime.now(UTC))
    sendgrid = await start_sendgrid(api_key="SG.test")
    settings = settings_for(url, sendgrid.base_url)
    async with _temporal(tmp_path, ports) as server:
        client = await Client.connect(server.address, plugins=[TwostepPlugin(codec_for(database))])
    stream, stop = Stream(doors_over(settings, client, database, Silent())), asyncio.Event()
    sending = asyncio.create_task(stream.run(stop))

    def arrived() -> list[tuple[str, str]]:
        with database.connect() as connection:
            query = "SELECT customer_id, input_id FROM input WHERE kind = 'track' ORDER BY customer_id, seq"
            return [(row[0], row[1]) for row in connection.exec_driver_sql(query)]

    async with draining(client, database, settings):
        await asyncio.sleep(AWAY)  # Temporal is away
        async with _temporal(tmp_path, ports):
            async with composed(settings, client, Silent()) as worker, worker:
                await until(lambda: len(arrived()) > 10)
            await asyncio.sleep(AWAY)  # the worker is away
            async with composed(settings, client, Silent()) as worker, worker:
                await until(lambda: len(arrived()) > 20)
                before = len(stream.accepted)
                way.shut()
                await until(lambda: stream.refused > 0)
                await asyncio.sleep(AWAY)
                way.open()
                await until(lambda: len(stream.accepted) > before + 5)
        await asyncio.sleep(AWAY)  # and Temporal again
        async with _temporal(tmp_path, ports), composed(settings, client, Silent()) as worker, worker:
            stop.set()
            await sending
            # tasks handed to polls that were just given up come again after their time-outs, one after the other
            await until(lambda: len(arrived()) >= len(stream.accepted), seconds=90 + 3 * AWAY)
            # a signal may arrive whose answer came too late for the drain: it has to look once more
            await until(lambda: Inbox(database).pending(10) == [])
    assert sorted(arrived()) == sorted(stream.accepted)
    for customer in {customer for customer, _ in stream.accepted}:
        hers = [one for one in stream.accepted if one[0] == customer]
        assert [one for one in arrived() if one[0] == customer] == hers
    await sendgrid.close()
    database.dispose()


def _temporal(folder: Path, ports: Ports) -> DevServer:
    """What it knows survives its end."""
    return DevServer(folder / "temporal.db", ports, ui=False)
