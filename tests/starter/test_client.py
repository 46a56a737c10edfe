"""The door: what it signals, what it keeps, what it knows already, and what it refuses with a clear error."""

import asyncio
import gc
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from audit.queries.inputs import Known
from engine.contracts.inputs import Control, Enrol, Propose, Track
from engine.contracts.verbs import Kick, Pause, Settle
from engine.model import Attributes
from starter.checks import opaque_id
from starter.errors import InputRefused, NoAnswer, NothingPublished, UnknownCustomer
from starter.ledger_side import SqlLedgerSide, published_in
from starter.ports import Taken
from tests.databases import migrated, sqlite_url
from tests.starter.doorway import RECORD_SHOP, Doorway
from workflows.names import STATIC_SUMMARY, workflow_id


async def test_the_first_trigger_begins_the_workflow_and_the_next_wakes_it(doorway: Doorway) -> None:
    client = doorway.client()
    assert await client.identify("c1", doorway.identify(email="c1@example.com")) is Taken.SIGNALLED
    first = await doorway.temporal.get_workflow_handle(workflow_id("c1")).describe()
    assert await client.track("c1", doorway.track()) is Taken.SIGNALLED
    second = await doorway.temporal.get_workflow_handle(workflow_id("c1")).describe()
    assert first.run_id == second.run_id and first.workflow_type == "Customer"
    assert await first.static_summary() == STATIC_SUMMARY
    assert await doorway.signals("c1") == ["identify", "track"]
    assert doorway.inbox == []


async def test_a_purchase_at_the_door_comes_out_as_a_mail_and_a_place_in_the_timeline(doorway: Doorway) -> None:
    client = doorway.client()
    async with doorway.working():
        await client.identify("c2", doorway.identify(email="c2@example.com"))
        await client.track("c2", doorway.track(properties={"quantity": 1, "amount": 9.5}))
        assert await doorway.mails(1) == 1
        status = await client.status("c2")
        assert (status.customer_id, status.catalogue) == ("c2", 1)
        assert {"trigger", "entered", "sending"} <= {item.what for item in await client.timeline("c2")}
        assert isinstance(await client.upcoming("c2"), list)


async def test_many_at_once_start_one_workflow_and_all_arrive(doorway: Doorway) -> None:
    client = doorway.client()
    tracks = [doorway.track() for _ in range(15)]
    taken = await asyncio.gather(*(client.track("c3", track) for track in tracks))
    assert set(taken) == {Taken.SIGNALLED}
    assert len(await doorway.signals("c3")) == 15
    assert len(client._turns) == 0


async def test_a_repeat_that_the_ledger_knows_changes_nothing(doorway: Doorway) -> None:
    client = doorway.client()
    track = doorway.track(properties={"quantity": 1, "amount": 9.5})
    async with doorway.working():
        await client.identify("c4", doorway.identify(email="c4@example.com"))
        assert await client.track("c4", track) is Taken.SIGNALLED
        await doorway.mails(1)
        ledger = SqlLedgerSide(doorway.database)
        async with asyncio.timeout(60):
            while await ledger.known("c4", track.id) is Known.NEW:
                await asyncio.sleep(0.05)
    before = await doorway.signals("c4")
    assert await client.track("c4", track) is Taken.DUPLICATE
    assert await doorway.signals("c4") == before
    assert await client.track("c4-other", track) is Taken.SIGNALLED


async def test_an_event_that_interests_nobody_is_kept_once_and_starts_nothing(doorway: Doorway) -> None:
    client = doorway.client()
    track = doorway.track("page_viewed", {"page": "/"})
    assert await client.track("c5", track) is Taken.STORED
    assert await client.track("c5", track) is Taken.DUPLICATE
    assert [(kept.customer_id, kept.why) for kept in doorway.inbox] == [("c5", "not_of_interest")]
    with pytest.raises(UnknownCustomer, match=r"no customer 'c5'.*twostep track"):
        await client.status("c5")


async def test_what_is_published_a_moment_ago_counts(doorway: Doorway, tmp_path: Path) -> None:
    client = doorway.client()
    seen = doorway.track("page_viewed", {"page": "/"})
    assert await client.track("c5-late", seen) is Taken.STORED
    shop = Path(shutil.copytree(RECORD_SHOP, tmp_path / "shop"))
    plan = shop / "schema.yaml"
    plan.write_text(plan.read_text().replace("triggers:\n", "triggers:\n  page_viewed: { page: text }\n", 1))
    (shop / "journeys" / "viewer.yaml").write_text(
        "journey: viewer\ntitle: V\ndepartment: shop\nenter: { trigger: page_viewed }\n"
        "steps:\n  - { id: pause, wait: 1d }\n"
    )
    doorway.publish(shop)
    assert await client.track("c5-late", doorway.track("page_viewed", {"page": "/"})) is Taken.SIGNALLED


async def test_a_change_of_an_attribute_is_a_change_of_the_profile_and_never_kept(doorway: Doorway) -> None:
    client = doorway.client()
    track = doorway.track("email_changed", {"new": "new@example.com"})
    assert await client.track("c6", track) is Taken.SIGNALLED
    assert doorway.inbox == []


async def test_inputs_carry_the_number_in_force(doorway: Doorway) -> None:
    await doorway.client().track("c7", doorway.track())
    history = await doorway.temporal.get_workflow_handle(workflow_id("c7")).fetch_history()
    signal = next(event for event in history.events if event.HasField("workflow_execution_signaled_event_attributes"))
    payloads = signal.workflow_execution_signaled_event_attributes.input.payloads
    [track] = await doorway.temporal.data_converter.decode(payloads, [Track])
    assert track.catalogue == 1


async def test_three_megabytes_of_properties_are_refused_with_their_size(doorway: Doorway) -> None:
    track = doorway.track(properties={"note": "x" * 3_000_000})
    with pytest.raises(InputRefused, match=r"properties of input 'input-1' are too large: 3,000,\d\d\d bytes.*65,536"):
        await doorway.client().track("c8", track)


async def test_an_order_is_bounded_too(doorway: Doorway) -> None:
    settle = Settle(message_id="x" * 70_000, accepted=True)
    with pytest.raises(InputRefused, match=r"texts of input 's1' are too large: 70,\d\d\d bytes"):
        await doorway.client().control("c8", Control(id="s1", at=datetime.now(UTC), order=settle))


async def test_an_order_to_nobody_begins_no_customer(doorway: Doorway) -> None:
    with pytest.raises(UnknownCustomer, match="is the id spelled right"):
        await doorway.client().control("an", Control(id="s1", at=datetime.now(UTC), order=Pause()))
    with pytest.raises(UnknownCustomer):
        await doorway.client().status("an")


@pytest.mark.parametrize("written", ["ann@example.com", "+49 151 2345678"])
async def test_an_address_is_no_customer_id(doorway: Doorway, written: str) -> None:
    with pytest.raises(InputRefused, match=r"looks like an address.*ID_HASH_KEY"):
        await doorway.client().track(written, doorway.track())


async def test_with_a_key_an_address_becomes_one_opaque_id(doorway: Doorway) -> None:
    client = doorway.client(id_hash_key=SecretStr("k" * 32))
    await client.track("Ann@Example.com", doorway.track())
    await client.track("ann@example.com", doorway.track())
    opaque = opaque_id("ann@example.com", b"k" * 32)
    assert len(await doorway.signals(opaque)) == 2
    assert client.customer_id("plain-id") == "plain-id"
    assert opaque_id("+49 (151) 23-45", b"k" * 32) == opaque_id("+491512345", b"k" * 32)


def test_a_time_stamp_without_zone_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValidationError, match="a time needs a zone: write 2026-04-14T08:10:00Z"):
        Track.model_validate({"id": "1", "type": "purchase", "at": "2026-04-14T08:10:00"})


async def test_a_type_that_can_never_be_one_is_refused(doorway: Doorway) -> None:
    with pytest.raises(InputRefused, match=r"trigger type 'Purchase!' is not usable.*known are purchase"):
        await doorway.client().track("c9", doorway.track("Purchase!"))


async def test_the_tracking_plan_warns_or_refuses_as_set(doorway: Doorway, caplog: pytest.LogCaptureFixture) -> None:
    wrong: Attributes = {"quantity": "two", "colour": "red"}
    assert await doorway.client().track("c10", doorway.track(properties=wrong)) is Taken.SIGNALLED
    assert "purchase.quantity is a text: schema.yaml says number" in caplog.text
    assert "two" not in caplog.text.replace("twostep", "")
    strict = doorway.client(tracking_plan="refuse")
    with pytest.raises(InputRefused, match=r"purchase\.colour is not in the tracking plan"):
        await strict.track("c10", doorway.track(properties=wrong))
    with pytest.raises(InputRefused, match="'purchases' is not in the tracking plan: did you mean 'purchase'"):
        await strict.track("c10", doorway.track("purchases"))
    with pytest.raises(InputRefused, match=r"customer\.emial is not in the tracking plan: did you mean 'email'"):
        await strict.identify("c10", doorway.identify(emial="c10@example.com"))
    assert await strict.track("c10", doorway.track(properties={"quantity": 2})) is Taken.SIGNALLED


async def test_nothing_can_be_taken_before_something_is_published(tmp_path: Path) -> None:
    with migrated(sqlite_url(tmp_path)) as empty, pytest.raises(NothingPublished, match="twostep publish FOLDER"):
        await published_in(empty).in_force()


async def test_enrol_is_answered_by_the_workflow(doorway: Doorway) -> None:
    client = doorway.client()
    enrol = Enrol(id="enrol-1", at=datetime.now(UTC), journey="win-back")
    with pytest.raises(InputRefused, match="no journey 'winback' is published: there is collector"):
        await client.enrol("c11", enrol.model_copy(update={"journey": "winback"}))
    async with doorway.working():
        assert await client.enrol("c11", enrol) is Taken.SIGNALLED
        async with asyncio.timeout(60):
            while "win-back" not in {one.journey for one in (await client.status("c11")).enrolments}:
                await asyncio.sleep(0.05)


async def test_an_enrol_without_a_worker_is_not_answered_and_can_be_given_up(
    doorway: Doorway, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, now = doorway.client(), datetime.now(UTC)
    given_up = asyncio.create_task(client.enrol("c13", Enrol(id="e-1", at=now, journey="win-back")))
    await asyncio.sleep(1)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    monkeypatch.setattr("starter.client.TIMEOUT", timedelta(seconds=0.5))
    with pytest.raises(NoAnswer, match="is one running"):
        await client.enrol("c13", Enrol(id="e-2", at=now, journey="win-back"))
    del given_up
    gc.collect()
    assert "never retrieved" not in caplog.text


async def test_orders_and_proposals_reach_the_workflow(doorway: Doorway) -> None:
    client, now = doorway.client(), datetime.now(UTC)
    with pytest.raises(InputRefused, match="no message 'nope' is published"):
        await client.propose("c12", Propose(id="p0", at=now, message="nope"))
    assert await client.propose("c12", Propose(id="p1", at=now, message="thank-you")) is Taken.SIGNALLED
    assert await client.control("c12", Control(id="k1", at=now, order=Kick())) is Taken.SIGNALLED
    assert await doorway.signals("c12") == ["propose", "control"]
