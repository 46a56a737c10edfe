"""Events that the doors accept, beside a bare route that stores each body in the same kind of database."""

import asyncio
import base64
import json
import multiprocessing
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp
from temporalio.client import Client

from audit.api_keys import NewKey, SqlApiKeys
from audit.database import open_database
from audit.migrate import migrate
from audit.publications import SqlPublications
from benchmarks.figures import Figure, Goal
from benchmarks.timing import median, ratio_of_rounds
from benchmarks.yard import JOURNEYS
from catalogue.publish import publish
from runtime.settings import Settings
from runtime.telemetry import Silent
from starter.http.app import build_app
from starter.http.doors import doors_over
from starter.http.tokens import new_token

AT_ONCE = 32
"""requests under way, over as many connections"""
_BARE = "a bare Starlette route that stores the body"

Serve = Callable[[Path, Connection], None]


async def ingest(folder: Path, requests: int, rounds: int) -> list[Figure]:
    """Every round sends so many requests each way, one event in each; then the same in batches of 100."""
    file = folder / "ingest.db"
    key = _prepare(file)
    rates: dict[str, list[float]] = {"ours": [], _BARE: []}
    batches: dict[str, list[float]] = {"ours": [], _BARE: []}
    with _server(_serve_ours, file) as ours, _server(_serve_bare, file) as bare:
        for number in range(rounds):
            for name, url in (("ours", ours), (_BARE, bare)):
                rates[name].append(await _load(f"{url}/v1/track", key, _tracks(name, number, requests)))
                some = _batches(name, number, max(1, requests // 50))
                batches[name].append(100 * await _load(f"{url}/v1/batch", key, some))
    return [
        _figure("ingest: single events", rates, Goal(side="at least", ratio=0.5)),
        _figure("ingest: events in batches of 100", batches, None),
    ]


async def _load(url: str, key: str, bodies: list[bytes]) -> float:
    """Requests per second, all of them answered with 200."""
    headers = {"Authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}
    waiting = iter(bodies)
    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def one() -> None:
            for body in waiting:
                async with session.post(url, data=body) as answer:
                    assert answer.status == 200, await answer.text()
                    await answer.read()

        began = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(AT_ONCE)))
        return len(bodies) / (time.perf_counter() - began)


def _event(id: str) -> dict[str, object]:
    now = datetime.now(UTC).isoformat()
    properties = {"topic": "Which record is the next one, and where can it be heard?"}
    return {
        "type": "track",
        "userId": f"customer-{hash(id) % 5_000}",
        "event": "asked",
        "messageId": id,
        "timestamp": now,
        "sentAt": now,
        "properties": properties,
        "context": {"library": {"name": "benchmark", "version": "1"}},
    }


def _tracks(name: str, number: int, count: int) -> list[bytes]:
    return [json.dumps(_event(f"{name}-{number}-{n}")).encode() for n in range(count)]


def _batches(name: str, number: int, count: int) -> list[bytes]:
    return [
        json.dumps({"batch": [_event(f"batch-{name}-{number}-{n}-{m}") for m in range(100)]}).encode()
        for n in range(count)
    ]


def _prepare(file: Path) -> str:
    database = open_database(f"sqlite:///{file}")
    migrate(database)
    publish(JOURNEYS, SqlPublications(database), by="benchmarks", commit=None, at=datetime.now(UTC))
    shown, token = new_token()
    SqlApiKeys(database).add(
        NewKey(id=token.id, digest=token.digest, name="benchmark", scopes=("events",)), by="benchmark"
    )
    database.dispose()
    return shown


@contextmanager
def _server(serve: Serve, file: Path) -> Iterator[str]:
    """In a process of its own; yields its address."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(file, there))
    process.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}"
    finally:
        process.terminate()
        process.join()


def _serve_ours(file: Path, told: Connection) -> None:
    asyncio.run(_ours(file, told))


async def _ours(file: Path, told: Connection) -> None:
    database = open_database(f"sqlite:///{file}")
    keys = {"public_url": "http://127.0.0.1:9", "link_key": "l" * 32, "address_key": "a" * 32}
    settings = Settings.model_validate({"database_url": f"sqlite:///{file}", **keys})
    client = await Client.connect("127.0.0.1:9", lazy=True)  # nothing is signalled by a door that accepts
    await _run(build_app(doors_over(settings, client, database, Silent())), told)


def _serve_bare(file: Path, told: Connection) -> None:
    asyncio.run(_bare(file, told))


async def _bare(file: Path, told: Connection) -> None:
    """With the ledger's promise: a commit is on the disk."""
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False, timeout=30)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS bare_body (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    async def store(request: Request) -> JSONResponse:
        connection.execute("INSERT INTO bare_body (body) VALUES (?)", (await request.body(),))
        return JSONResponse({"success": True})

    paths = ("/v1/track", "/v1/batch")
    await _run(Starlette(routes=[Route(path, store, methods=["POST"]) for path in paths]), told)


async def _run(app: ASGIApp, told: Connection) -> None:
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it has no event to wait for
        await asyncio.sleep(0.01)
    told.send(server.servers[0].sockets[0].getsockname()[1])
    await serving


def _figure(name: str, rates: dict[str, list[float]], goal: Goal | None) -> Figure:
    return Figure(
        name=name,
        against=_BARE,
        unit="1/s",
        ours=median(rates["ours"]),
        baseline=median(rates[_BARE]),
        ratio=ratio_of_rounds(rates, "ours", _BARE),
        goal=goal,
    )
