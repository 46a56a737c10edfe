"""Departments at the door: asked and answered under one id whatever happens, confirmed, released and reported."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col
from temporalio.client import WorkflowUpdateFailedError

from audit import shared_rows
from audit.queries.asked import answer_of
from audit.queries.inputs import Known
from audit.tables.columns import unpack
from audit.tables.journal import InputRow
from engine.contracts.inputs import Ask, Confirm, Elsewhere, Release, Report, Visit
from engine.contracts.shared_pause import SharedPause
from engine.inputs.elsewhere import message_of_department
from engine.language.terms import Channel, Purpose, Reason
from starter.errors import InputRefused, NoAnswer, NothingPublished
from starter.ledger_side import SqlLedgerSide
from starter.ports import Taken
from tests.databases import migrated, sqlite_url
from tests.house import Handle
from tests.starter.command import twostep_aside
from tests.starter.doorway import Doorway, with_till
from workflows.customer import CustomerWorkflow
from workflows.names import workflow_id

FLYER = Elsewhere(message="flyer", department="store", purpose=Purpose.SERVICE)
SALE = FLYER.model_copy(update={"purpose": Purpose.PROMOTIONAL})
ASKED = ("--department", "store", "--message", "flyer", "--channel", "email", "--purpose")


def ask(id: str, **more: Any) -> Ask:
    return Ask(id=id, at=datetime.now(UTC), what=FLYER, channels=(Channel.EMAIL,), **more)


async def heard(doorway: Doorway, customer: str, id: str) -> None:
    """Until the ledger knows of an input."""
    async with asyncio.timeout(60):
        while await SqlLedgerSide(doorway.database).known(customer, id) is Known.NEW:
            await asyncio.sleep(0.05)


async def test_an_ask_is_answered_once_and_every_repeat_gets_the_same(doorway: Doorway) -> None:
    client = doorway.client()
    async with doorway.working():
        await client.identify("asking-1", doorway.identify(email="asking-1@example.com"))
        first = await client.ask("asking-1", ask("a-1"))
        assert (first.verdict, first.channel) == ("send", Channel.EMAIL)
        assert await client.ask("asking-1", ask("a-1")) == first
        await heard(doorway, "asking-1", "a-1")
    assert await client.ask("asking-1", ask("a-1")) == first  # by the ledger: no worker runs any more
    assert answer_of(doorway.database, "asking-1", first.message_id) == first


async def test_what_is_paused_for_everybody_is_known_at_once(doorway: Doorway, tmp_path: Path) -> None:
    doorway.publish(with_till(tmp_path))
    client = doorway.client()
    pause, now = SharedPause(kind="department", name="store"), datetime.now(UTC)
    async with doorway.working():
        await client.identify("asking-paused", doorway.identify(email="asking-paused@example.com"))
        shared_rows.pause(doorway.database, pause, "ann")
        try:
            said = await client.ask("asking-paused", ask("a-1"))
            await client.visit("asking-paused", Visit(id="v-1", at=now, place=Channel.TILL))
        finally:
            shared_rows.resume(doorway.database, pause, "ann")
        assert (said.verdict, said.reason) == ("drop", Reason.PAUSED)
        assert (await client.ask("asking-paused", ask("a-2"))).verdict == "send"
        await heard(doorway, "asking-paused", "v-1")
    with doorway.database.connect() as connection:
        query = select(InputRow).where(col(InputRow.input_id) == "v-1", col(InputRow.customer_id) == "asking-paused")
        [row] = connection.execute(query)
    assert Visit.model_validate(unpack(row.private)["input"]).paused == (pause,)


async def test_a_no_is_found_in_the_ledger_with_its_reason_and_its_rule(doorway: Doorway) -> None:
    client = doorway.client()
    async with doorway.working():
        first = await client.ask(
            "asking-2", ask("a-1", address="asking-2@example.com").model_copy(update={"what": SALE})
        )
        assert (first.verdict, first.reason) == ("drop", Reason.CONSENT_MISSING)
        await heard(doorway, "asking-2", "a-1")
    assert await client.ask("asking-2", ask("a-1")) == first
    assert first.rule == "consent and suppression"


async def test_without_a_worker_the_caller_gets_no_answer_in_time_and_the_same_ask_later_one(doorway: Doorway) -> None:
    client = doorway.client()
    await client.identify("asking-3", doorway.identify(email="asking-3@example.com"))
    with pytest.raises(NoAnswer, match=r"was not answered within 0\.5 s"):
        await client.ask("asking-3", ask("a-1"), timedelta(seconds=0.5))
    async with doorway.working():
        assert (await client.ask("asking-3", ask("a-1"))).verdict == "send"
        status = await client.status("asking-3")
        assert [(one.department, one.message) for one in status.reserved] == [("store", "flyer")]
        assert status.held == ()


async def test_more_at_once_than_the_server_takes_are_all_answered(doorway: Doorway) -> None:
    clients = [doorway.client() for _ in range(5)]
    async with doorway.working():
        await clients[0].identify("asking-4", doorway.identify(email="asking-4@example.com"))
        asks = [client.ask("asking-4", ask(f"a-{n}")) for n, client in enumerate(clients * 8)]
        answers = await asyncio.gather(*asks)
    assert [one.verdict for one in answers] == ["send"] * 40
    assert len(clients[0]._asking._turns) == 0


async def test_an_answer_that_the_workflow_forgot_is_read_in_the_ledger(doorway: Doorway) -> None:
    """Her run was terminated: the next one knows from the ledger that it was asked, and not what it said."""
    client = doorway.client()
    async with doorway.working():
        await client.identify("asking-5", doorway.identify(email="asking-5@example.com"))
        first = await client.ask("asking-5", ask("a-1"))
        await heard(doorway, "asking-5", "a-1")
        await doorway.temporal.get_workflow_handle(workflow_id("asking-5")).terminate()
        await client.identify("asking-5", doorway.identify(city="Utrecht"))
        handle: Handle = doorway.temporal.get_workflow_handle_for(CustomerWorkflow.run, workflow_id("asking-5"))
        asked_again = ask("a-1", catalogue=1)
        with pytest.raises(WorkflowUpdateFailedError, match="update failed") as refused:
            async with asyncio.timeout(60):
                await handle.execute_update(CustomerWorkflow.ask, asked_again, id="again")
        assert "the answer is in the ledger" in str(refused.value.__cause__)
        assert await client.ask("asking-5", ask("a-1")) == first
        assert [one.message_id for one in (await client.status("asking-5")).reserved] == [first.message_id]


async def test_what_became_of_it_and_what_was_sent_without_asking(doorway: Doorway) -> None:
    client, now = doorway.client(), datetime.now(UTC)
    async with doorway.working():
        await client.identify("asking-6", doorway.identify(email="asking-6@example.com"))
        for id in ("sent", "not"):
            await client.ask("asking-6", ask(id))
        assert await client.confirm("asking-6", Confirm(id="c", at=now, ask="sent")) is Taken.SIGNALLED
        assert await client.release("asking-6", Release(id="r", at=now, ask="not")) is Taken.SIGNALLED
        letter = Report(id="p", at=now, what=FLYER, channel=Channel.MAIL, sent_at=now + timedelta(days=1))
        assert await client.report("asking-6", letter) is Taken.SIGNALLED
        status = await client.status("asking-6")
        assert (status.reserved, status.held, status.in_flight) == ((), (), ())
        assert [one.message_id for one in status.planned] == [message_of_department("asking-6", "p")]
        told = [
            (one.subject, one.detail) for one in await client.timeline("asking-6") if one.what in ("slot", "elsewhere")
        ]
        reserved = [("flyer", "reserved"), ("flyer", "reserved")]
        assert told == [*reserved, ("flyer", "confirmed"), ("flyer", "released"), ("flyer", "planned")]


async def test_nothing_is_asked_where_nothing_is_published(doorway: Doorway, tmp_path: Any) -> None:
    (tmp_path / "new").mkdir()
    url = sqlite_url(tmp_path / "new")
    with migrated(url) as database:
        doorway.database = database
        with pytest.raises(NothingPublished):
            await doorway.client().ask("asking-7", ask("a-1"))


async def test_an_ask_too_large_to_keep_is_refused(doorway: Doorway) -> None:
    large = FLYER.model_copy(update={"topics": tuple(f"topic-{n}" for n in range(9_000))})
    with pytest.raises(InputRefused, match="the tags and topics of input 'a-1' are too large"):
        await doorway.client().ask("asking-8", ask("a-1").model_copy(update={"what": large}))


async def test_a_department_at_the_command_line(surroundings: Doorway) -> None:
    doorway = surroundings
    async with doorway.working():
        await doorway.client().identify("asking-9", doorway.identify(email="asking-9@example.com"))
        done = await twostep_aside("ask", "asking-9", *ASKED, "service", "--id", "a-1", "--ttl", "1h")
        assert done.exit_code == 0, done.stderr
        assert done.stdout.startswith("a-1: send it by email; its place is reserved until ")
        assert "reserved for store: “flyer” by email, until " in (await twostep_aside("status", "asking-9")).stdout
        assert (await twostep_aside("confirm", "asking-9", "a-1")).stdout == "confirm a-1: taken in\n"
        await twostep_aside("identify", "asking-9", "--consent", "denied")
        done = await twostep_aside("ask", "asking-9", *ASKED, "promotional", "--json")
        assert (done.exit_code, json.loads(done.stdout)["reason"]) == (3, "opted_out")
        done = await twostep_aside("ask", "asking-9", *ASKED, "promotional", "--id", "a-3")
        said = "a-3: do not send it because of an opt-out (consent and suppression)\n"
        assert (done.exit_code, done.stdout) == (3, said)
        sent = ("--sent-at", "2026-04-14T08:10:00Z", "--id", "r-1")
        assert (await twostep_aside("report", "asking-9", *ASKED, "service", *sent)).stdout == "r-1: taken in\n"
        await heard(doorway, "asking-9", "r-1")
        story = (await twostep_aside("timeline", "asking-9", "--whole")).stdout
        assert "“flyer”: its place is confirmed" in story and "“flyer”: reported by its department" in story
        assert (await twostep_aside("release", "asking-9", "r-1")).stdout == "release r-1: taken in\n"
        done = await twostep_aside("ask", "asking-9", *ASKED, "service", "--ttl", "soon")
        assert (done.exit_code, "--ttl: 'soon' is not a duration" in done.stderr) == (1, True)
