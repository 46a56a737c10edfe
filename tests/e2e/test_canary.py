"""What is personal stands where it may, and after an erasure nowhere at all; nobody else notices."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from temporalio.client import Client

from audit.database import open_database
from audit.inbox import Inbox
from audit.migrate import migrate
from audit.publications import SqlPublications
from audit.queries.timeline import timeline
from catalogue.publish import publish
from engine.contracts.inputs import ConsentChange, Feedback, Identify, Track
from engine.language.reactions import Reaction
from engine.model import Attributes
from runtime.dev_server import DevServer
from runtime.settings import Settings, load_settings
from runtime.telemetry import start_telemetry
from runtime.temporal import TwostepPlugin
from standins.sendgrid.server import RunningSendGrid, start_sendgrid
from starter.client import JourneyClient
from starter.errors import CustomerErased
from starter.opening import journey_client
from starter.privacy.runs import Runs
from tests.e2e import canary
from tests.e2e.processes import environment, worker_process
from tests.e2e.waiting import until
from tests.keys import codec_for
from tests.runtime.otlp_receiver import Receiver, receiving
from tests.servers import temporal_server
from workflows.contract import CustomerStart, Limits
from workflows.customer import CustomerWorkflow
from workflows.names import workflow_id

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

BOB = "c-bob"
_BROKEN = "CREATE TRIGGER broken BEFORE INSERT ON claim BEGIN SELECT RAISE(ABORT, 'broken'); END"
"""so that an activity fails with a statement full of personal values"""


@dataclass
class Home:
    """A whole installation in one folder."""

    folder: Path
    server: DevServer
    temporal: Client
    sendgrid: RunningSendGrid
    database: Engine
    receiver: Receiver
    environment: dict[str, str]
    client: JourneyClient

    async def arrives(self, customer: str, identify: Identify) -> None:
        """With a short history, so that she has several runs."""
        await self.temporal.start_workflow(
            CustomerWorkflow.run,
            CustomerStart(customer_id=customer, limits=Limits(quiet_events=5)),
            id=workflow_id(customer),
            task_queue=self.environment["TASK_QUEUE"],
            start_signal="identify",
            start_signal_args=[identify],
        )

    def mails(self, address: str) -> int:
        return sum(address in mail.recipients() for mail in self.sendgrid.mailbox.after(0))

    async def twostep(self, *words: str) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "starter.main",
            *words,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return said.decode()


@asynccontextmanager
async def home(folder: Path) -> AsyncIterator[Home]:
    url = f"sqlite:///{folder / 'ledger.db'}"
    database = open_database(url)
    migrate(database)
    publish(canary.write_journeys(folder.parent), SqlPublications(database), by="t", commit=None, at=datetime.now(UTC))
    sendgrid = await start_sendgrid(api_key="SG.test", store=folder / "mails.jsonl")
    try:
        async with receiving() as receiver, temporal_server(folder) as server:
            surroundings = environment(server.address, url, sendgrid.base_url, "canary") | {
                "LOOKUPS": canary.LOOKUPS,
                "LOG_LEVEL": "DEBUG",
                "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
            }
            temporal = await Client.connect(server.address, plugins=[TwostepPlugin(codec_for(database))])
            settings = _settings(surroundings)
            telemetry = start_telemetry(settings, "twostep-client")
            client = journey_client(settings, temporal, database, telemetry)
            try:
                yield Home(folder, server, temporal, sendgrid, database, receiver, surroundings, client)
            finally:
                await asyncio.to_thread(telemetry.stop)
    finally:
        await sendgrid.close()
        database.dispose()


def _settings(surroundings: dict[str, str]) -> Settings:
    known = {name.upper() for name in Settings.model_fields}
    return load_settings("worker", {name: value for name, value in surroundings.items() if name in known})


async def test_the_canary(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    async with home(folder) as house:
        with (folder / "worker.log").open("wb") as log:
            async with worker_process(house.environment, stderr=log):
                await _live(house)
                await _nothing_shows(house)
                said = await house.twostep("export", canary.ID)
                assert canary.found_in(said.encode(), canary.MARKS) == list(canary.MARKS)
                await house.twostep("erase", canary.ID, "--yes")
                await _she_is_gone(house)
                await _bob_goes_on(house)
        _nothing_in_any_file(house)


async def _live(house: Home) -> None:
    """She arrives, buys, is looked up, written to, clicks; the ledger fails once on the way."""
    now = datetime.now(UTC)
    consents = (canary.CONSENT,)
    await house.arrives(canary.ID, Identify(id="i", at=now, attributes=canary.PROFILE, consents=consents))
    bob: Attributes = {"email": "bob@example.com", "first_name": "Bob", "city": "Basel"}
    granted = (ConsentChange(status="granted"),)
    await house.arrives(BOB, Identify(id="i", at=now, attributes=bob, consents=granted))
    with house.database.begin() as connection:
        connection.execute(text(_BROKEN))
    for customer, properties in ((canary.ID, canary.PROPERTIES), (BOB, canary.OTHER_PROPERTIES)):
        await house.client.track(customer, Track(id="t", type="purchase", at=now, properties=properties))
    await until(lambda: b"broken" in (house.folder / "worker.log").read_bytes())
    with house.database.begin() as connection:
        connection.execute(text("DROP TRIGGER broken"))
    address = str(canary.PROFILE["email"])
    await until(lambda: house.mails(address) == 2)
    message = next(iter(house.sendgrid.mailbox.after(0, address))).custom_args["twostep_message_id"]
    clicked = Feedback(id="f", at=now, message_id=message, reaction=Reaction.CLICKED, detail=canary.FEEDBACK)
    await house.client.feedback(canary.ID, clicked)
    for n in range(3):
        await house.client.identify(canary.ID, Identify(id=f"i{n}", at=datetime.now(UTC), attributes={"city": "x"}))
    runs = Runs(house.temporal)
    async with asyncio.timeout(60):
        while len(await runs.all(workflow_id(canary.ID))) < 2:
            await asyncio.sleep(0.2)
    await until(lambda: "feedback" in canary.found_tables(house.database))


async def _nothing_shows(house: Home) -> None:
    await asyncio.wait_for(house.receiver.measured.wait(), 30)
    assert canary.found_in_columns(house.database) == {"private"}
    others = {name: marks for name, marks in canary.found_in_files(house.folder).items() if "ledger.db" not in name}
    assert others.keys() == {"mails.jsonl"}
    assert house.receiver.spans
    assert canary.found_in(house.receiver.raw) == []


async def _she_is_gone(house: Home) -> None:
    assert canary.found_in_files(house.folder) == {}
    assert await Runs(house.temporal).all(workflow_id(canary.ID)) == set()
    with pytest.raises(CustomerErased):
        await house.client.track(
            canary.ID, Track(id="late", type="purchase", at=datetime.now(UTC), properties=canary.PROPERTIES)
        )
    assert Inbox(house.database).for_customer(canary.ID) == []
    assert canary.found_in_columns(house.database) == set()
    assert [item.subject for item in timeline(house.database, canary.ID) if item.what == "sent"] == ["hello"] * 2
    again = await house.twostep("erase", canary.ID, "--yes")
    assert "runs deleted from Temporal: 0" in again


async def _bob_goes_on(house: Home) -> None:
    assert (await house.client.status(BOB)).attributes["city"] == "Basel"
    assert "trigger" in {item.what for item in timeline(house.database, BOB)}
    before = house.mails("bob@example.com")
    bought = Track(id="t2", type="purchase", at=datetime.now(UTC), properties={"order": "b2", "note": "none"})
    await house.client.track(BOB, bought)
    await until(lambda: house.mails("bob@example.com") > before)


def _nothing_in_any_file(house: Home) -> None:
    """What a process writes at its end as well."""
    assert canary.found_in_files(house.folder) == {}
    assert canary.found_in(house.receiver.raw) == []
