"""The views are what they promise: one row a decision, one row a message that counts as sent, one row a goal."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, inspect, select

from audit.address import AddressKey
from audit.database import read, write
from audit.erasure import erase
from audit.ledger import SqlLedger
from audit.rows import insert
from audit.tables.everything import table_of
from audit.tables.imported import ImportedMessageRow
from audit.tables.views import DECISIONS, GOALS, MESSAGES, VIEWS
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.inputs import Feedback
from engine.contracts.journal import (
    Absorbed,
    Corrected,
    Decided,
    Entry,
    GoalReached,
    Reported,
    RuleLook,
    SlotChanged,
)
from engine.language.reactions import Reaction
from engine.language.terms import Channel, Purpose, Reason
from tests.audit.samples import ADDRESS_KEY, RENDERED, START, Clock, at, decided, deliver, journal, record

FAR = datetime(2990, 1, 1, tzinfo=UTC)


def rows(database: Engine, view: Any, *order: str) -> list[dict[str, Any]]:
    query = select(view).order_by(*(view.c[name] for name in order))
    return [dict(row._mapping) for row in read(database, lambda connection: connection.execute(query).all())]


def messages(database: Engine) -> dict[str, dict[str, Any]]:
    return {row["message_id"]: row for row in rows(database, MESSAGES, "message_id")}


def asked(seq: int, message_id: str, *, verdict: str = "send") -> Decided:
    facts = {"origin": "department", "asked": True, "journey": None, "lapses": at(600) if verdict == "send" else None}
    return decided(seq, message_id, verdict=verdict).model_copy(update=facts)


def reported(seq: int, message_id: str, when: datetime, *, planned: bool = False) -> Reported:
    return Reported(
        seq=seq,
        at=START,
        message_id=message_id,
        message="flyer",
        purpose=Purpose.PROMOTIONAL,
        department="sales",
        channel=Channel.SMS,
        sent_at=when,
        planned=planned,
        over=("caps week",),
    )


def heard(seq: int, event: str, reaction: Reaction, seconds: float, *, machine: bool = False) -> Absorbed:
    said = Feedback(id=event, at=at(seconds), message_id="m-1", reaction=reaction, machine=machine)
    return Absorbed(seq=seq, at=at(seconds), input=said, event_at=at(seconds))


async def note(ledger: SqlLedger, *entries: Entry) -> None:
    await ledger.record(record(journal(*entries)))


def test_the_views_have_the_columns_that_queries_name(database: Engine) -> None:
    found = {name: {one["name"] for one in inspect(database).get_columns(name)} for name in VIEWS.tables}
    assert found == {name: set(table.columns.keys()) for name, table in VIEWS.tables.items()}


async def test_a_decision_is_a_row_and_the_newest_of_a_message_is_marked(ledger: SqlLedger, database: Engine) -> None:
    looks = (
        RuleLook(rule="cap", name="week", verdict="hold", reason=Reason.CAP, channel=Channel.EMAIL),
        RuleLook(rule="mix", name="half", verdict="drop", reason=Reason.MIX, channel=Channel.EMAIL, observed=True),
    )
    held = decided(0, verdict="hold", reason="cap").model_copy(update={"rules": looks, "tags": ("welcome",)})
    await note(ledger, held, decided(1), decided(2, "m-2", verdict="drop", reason="exited"))
    found = rows(database, DECISIONS, "seq")
    assert [(one["message_id"], one["verdict"], one["newest"]) for one in found] == [
        ("m-1", "hold", False),
        ("m-1", "send", True),
        ("m-2", "drop", True),
    ]
    assert (found[0]["rule"], found[0]["observed"], found[0]["tags"]) == ("cap week", '["mix half"]', '["welcome"]')
    assert (found[0]["class"], found[0]["at"], found[1]["rule"]) == ("marketing", START, None)


async def test_ours_count_when_accepted_or_unknown_once_a_message(
    ledger: SqlLedger, database: Engine, clock: Clock
) -> None:
    answers: dict[str, Answer] = {
        "m-1": Accepted(),
        "m-2": Refused(fault="recipient"),
        "m-3": Unknown(),
        "m-4": NotNow(why="throttled"),
    }
    for message_id, answer in answers.items():
        await ledger.claim(deliver(message_id), RENDERED, lease=60)
        clock.now = at(5)
        await ledger.settle(deliver(message_id), answer)
    await ledger.claim(deliver("m-5"), RENDERED, lease=60)
    essential = deliver("m-3", attempt=2, purpose=Purpose.SERVICE)
    clock.now = at(9)
    await ledger.claim(essential, RENDERED, lease=60)
    await ledger.settle(essential, Accepted())
    found = messages(database)
    assert {id: (one["outcome"], one["sent_at"]) for id, one in found.items()} == {
        "m-1": ("accepted", at(5)),
        "m-3": ("accepted", at(9)),
        "m-5": ("unknown", at(5)),
    }
    assert {one["source"] for one in found.values()} == {"ours"}


async def test_a_late_correction_keeps_the_time_of_sending(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    await ledger.settle(deliver(), Unknown())
    clock.now = at(days=1)
    await note(ledger, Corrected(seq=0, at=at(days=1), message_id="m-1", attempt=1, outcome="accepted", by="look-up"))
    assert [(one["outcome"], one["sent_at"]) for one in messages(database).values()] == [("accepted", START)]


async def test_what_departments_sent_counts_by_what_they_said(ledger: SqlLedger, database: Engine) -> None:
    await note(
        ledger,
        asked(0, "confirmed"),
        SlotChanged(seq=1, at=at(30), message_id="confirmed", what="confirmed", sent_at=at(20)),
        asked(2, "released"),
        SlotChanged(seq=3, at=at(30), message_id="released", what="released"),
        asked(4, "lapsed"),
        SlotChanged(seq=5, at=at(600), message_id="lapsed", what="lapsed"),
        asked(6, "refused", verdict="drop"),
        reported(7, "told", at(-60)),
        reported(8, "planned and past", at(60), planned=True),
        reported(9, "planned and to come", FAR, planned=True),
        reported(10, "planned and released", at(60), planned=True),
        SlotChanged(seq=11, at=at(30), message_id="planned and released", what="released"),
        reported(12, "planned and fallen due", FAR, planned=True),
        SlotChanged(seq=13, at=FAR, message_id="planned and fallen due", what="confirmed", sent_at=FAR),
    )
    found = messages(database)
    assert {id: (one["source"], one["sent_at"], one["outcome"]) for id, one in found.items()} == {
        "confirmed": ("asked", at(20), "told"),
        "told": ("reported", at(-60), "told"),
        "planned and past": ("reported", at(60), "told"),
        "planned and fallen due": ("reported", FAR, "told"),
    }
    assert (found["confirmed"]["decided_at"], found["told"]["over"]) == (START, '["caps week"]')


async def test_what_was_imported_is_marked(database: Engine) -> None:
    row = {
        "message_id": "i-1",
        "customer_id": "c-1",
        "message": "flyer",
        "department": "sales",
        "purpose": "service",
        "channel": "email",
        "tags": "[]",
        "topics": "[]",
        "priority": 50,
        "sent_at": START,
        "written_at": START,
    }
    write(database, lambda connection: insert(connection, table_of(ImportedMessageRow), [row]))
    [found] = messages(database).values()
    assert (found["source"], found["class"], found["sent_at"]) == ("imported", "essential", START)


async def test_first_reactions_are_those_of_people(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    await ledger.settle(deliver(), Accepted())
    await note(
        ledger,
        heard(0, "f-0", Reaction.OPENED, 1, machine=True),
        heard(1, "f-1", Reaction.OPENED, 60),
        heard(2, "f-2", Reaction.OPENED, 50),
        heard(3, "f-3", Reaction.DELIVERED, 2, machine=True),
    )
    [found] = messages(database).values()
    assert (found["opened_at"], found["delivered_at"], found["clicked_at"]) == (at(50), at(2), None)


async def test_a_goal_names_the_message_that_it_is_credited_to(ledger: SqlLedger, database: Engine) -> None:
    goal = GoalReached(
        seq=1,
        at=at(9),
        enrolment_id="e-1",
        journey="welcome",
        version="v1",
        event_at=at(8),
        value=20,
        credited_to="m-1",
    )
    await note(ledger, decided(0), goal)
    [found] = rows(database, GOALS, "at")
    assert (found["value"], found["credited_message"], found["event_at"]) == (20, "thank-you", at(8))


async def test_the_views_survive_an_erasure_and_hold_nothing_personal(ledger: SqlLedger, database: Engine) -> None:
    news = journal(decided(0), heard(1, "f-1", Reaction.CLICKED, 60))
    await ledger.claim(deliver(news=news), RENDERED, lease=60)
    await ledger.settle(deliver(), Accepted())
    before = [rows(database, view, view.columns.keys()[0]) for view in VIEWS.tables.values()]
    erase(database, "c-1", AddressKey(ADDRESS_KEY))
    assert [rows(database, view, view.columns.keys()[0]) for view in VIEWS.tables.values()] == before
    assert "anna" not in str(before).lower() and "Amsterdam" not in str(before)
    assert len(messages(database)) == 1
