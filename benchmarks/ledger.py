"""The ledger's claim and settle beside the barest transactions on the same file."""

import sqlite3
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audit.database import open_database
from audit.ledger import SqlLedger
from audit.migrate import migrate
from audit.publications import SqlPublications, SqlShelf
from benchmarks.figures import Figure
from benchmarks.kinds import introduction
from benchmarks.timing import median, ratio_of_rounds
from benchmarks.yard import JOURNEYS
from catalogue.publish import publish
from engine.contracts.answers import Accepted
from engine.contracts.commands import Deliver
from engine.contracts.inputs import Track
from engine.contracts.parcel import Rendered
from engine.customer.state import CustomerState
from engine.definitions import Definitions
from engine.rehearsal import Rehearsal

_RENDERED = Rendered(subject="Your question", html="<p>Here is what we know.</p>", text="Here is what we know.")
_ANSWER = Accepted(provider_id="provider-1")
_ONE, _TWO = "one bare transaction of two inserts", "two bare transactions of one insert"


async def ledger(folder: Path, messages: int, rounds: int) -> list[Figure]:
    """Commands as the engine makes them, with their journals; each round writes so many messages every way."""
    file = folder / "claims.db"
    database = open_database(f"sqlite:///{file}")
    migrate(database)
    publish(JOURNEYS, SqlPublications(database), by="benchmarks", commit=None, at=datetime.now(UTC))
    commands = _commands(Definitions(SqlShelf(database)), messages * rounds)
    ours = SqlLedger(database, address_key=b"a" * 32)
    bare = _bare(file)
    times: dict[str, list[float]] = {"ours": [], _ONE: [], _TWO: []}
    for number in range(rounds):
        batch = commands[number * messages : (number + 1) * messages]
        times["ours"].append(await _claim_and_settle(ours, batch))
        times[_ONE].append(_insert(bare, batch, together=True))
        times[_TWO].append(_insert(bare, batch, together=False))
    bare.close()
    await ours.close()
    database.dispose()
    return [_figure(times, against) for against in (_ONE, _TWO)]


async def _claim_and_settle(ledger: SqlLedger, commands: Sequence[Deliver]) -> float:
    """Milliseconds each."""
    began = time.perf_counter()
    for command in commands:
        await ledger.claim(command, _RENDERED, 20)
        await ledger.settle(command, _ANSWER)
    return (time.perf_counter() - began) / len(commands) * 1000


def _insert(bare: sqlite3.Connection, commands: Sequence[Deliver], *, together: bool) -> float:
    """Milliseconds each; what is written is the command and the answer as JSON."""
    began = time.perf_counter()
    for command in commands:
        id = f"{command.message_id} {together}"
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO bare_claim VALUES (?, ?)", (id, command.model_dump_json()))
        if not together:
            bare.execute("COMMIT")
            bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO bare_outcome VALUES (?, ?)", (id, _ANSWER.model_dump_json()))
        bare.execute("COMMIT")
    return (time.perf_counter() - began) / len(commands) * 1000


def _bare(file: Path) -> sqlite3.Connection:
    """With the ledger's promise: a commit is on disk."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    for table in ("bare_claim", "bare_outcome"):
        connection.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY, said TEXT NOT NULL)")
    return connection


def _commands(definitions: Definitions, count: int) -> list[Deliver]:
    """The messages of customers who each ask five times."""
    found: list[Deliver] = []
    at = datetime.now(UTC)
    while len(found) < count:
        name = f"ledger{len(found)}"
        life = Rehearsal(CustomerState(customer_id=name, catalogue=1), definitions)
        life.feed(introduction(name, at), at)
        for n in range(5):
            then = at + timedelta(seconds=n)
            life.feed(Track(id=f"t{n}", type="asked", at=then), then)
        found += [command for command in life.commands if isinstance(command, Deliver)]
    return found[:count]


def _figure(times: dict[str, list[float]], against: str) -> Figure:
    return Figure(
        name="ledger: claim and settle",
        against=against,
        unit="ms",
        ours=median(times["ours"]),
        baseline=median(times[against]),
        ratio=ratio_of_rounds(times, "ours", against),
    )
