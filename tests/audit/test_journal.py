from sqlalchemy import Engine

from audit.address import AddressKey
from audit.erasure import erase
from audit.ledger import SqlLedger
from audit.publications import SqlPublications
from audit.queries.directory import directory
from audit.queries.export import export
from audit.queries.inputs import Known, known_input
from engine.contracts.answers import NotNow, Recorded, Unknown
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Absorbed, Alerted, Ended, EntryRefused, GoalReached, Journal, Moved
from engine.language.reactions import Reaction
from engine.language.terms import EntryRefusal
from tests.audit.samples import (
    ADDRESS_KEY,
    RENDERED,
    START,
    absorbed,
    at,
    decided,
    deliver,
    entered,
    journal,
    place,
    profile,
    recall_of,
    record,
)


def everything() -> Journal:
    """One entry of most kinds."""
    feedback = Feedback(id="f-1", at=START, message_id="m-1", reaction=Reaction.CLICKED, detail={"ip": "192.0.2.7"})
    return journal(
        absorbed(0),
        entered(1),
        Moved(seq=2, at=START, enrolment_id="e-1", journey="welcome", step="thanks", due=START),
        EntryRefused(
            seq=3, at=START, journey="welcome", reason=EntryRefusal.ALREADY_IN, trigger_id="p-1", key="order-7"
        ),
        decided(4),
        Absorbed(seq=5, at=START, input=feedback, event_at=START),
        GoalReached(seq=6, at=START, enrolment_id="e-1", journey="welcome", version="v1", event_at=START, value=12.5),
        Alerted(seq=7, at=START, what="limit", detail="Anna has 200 enrolments"),
        directory=(place(),),
        profile=profile(name="Anna", email="anna@example.com"),
    )


def content(database: Engine) -> dict[str, list[tuple[object, ...]]]:
    return {table.table: list(table.rows) for table in export(database, private=True) if table.rows}


async def test_the_same_journal_twice_changes_nothing(ledger: SqlLedger, database: Engine) -> None:
    assert await ledger.record(record(everything())) == Recorded()
    before = content(database)
    assert {name: len(rows) for name, rows in before.items()} == {
        "input": 2,
        "enrolment_move": 3,
        "decision": 1,
        "goal": 1,
        "alert": 1,
        "feedback": 1,
        "customer": 1,
        "directory": 1,
        "profile": 1,
    }
    assert await ledger.record(record(everything())) == Recorded()
    assert content(database) == before


async def test_an_older_journal_does_not_set_the_directory_back(ledger: SqlLedger, database: Engine) -> None:
    newer = Ended(seq=9, at=at(9), enrolment_id="e-1", journey="welcome", version="v1", outcome="completed", due=at(9))
    await ledger.record(record(journal(newer, profile=profile(name="Anne"), as_of=at(9))))
    await ledger.record(record(everything()))
    [customer] = directory(database)
    assert customer.as_of == at(9)
    assert customer.enrolments == ()
    recalled = await ledger.recall(recall_of())
    assert recalled.profile == profile(name="Anne")


async def test_a_journal_without_news_leaves_the_directory(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(everything()))
    await ledger.record(record(journal(as_of=at(5))))
    [customer] = directory(database, "c-1")
    assert customer.as_of == at(5)
    assert customer.enrolments == (place(),)


async def test_a_newer_catalogue_stops_the_journal(ledger: SqlLedger, database: Engine) -> None:
    SqlPublications(database).publish("{}", {}, by="anna", commit=None, at=START)
    before = content(database)
    assert await ledger.record(record(everything())) == NotNow(why="catalogue", number=1)
    assert await ledger.claim(deliver(news=everything()), RENDERED, lease=60) == NotNow(why="catalogue", number=1)
    assert content(database) == before
    assert await ledger.record(record(everything(), catalogue=1)) == Recorded()


async def test_erasing_leaves_the_counts_and_nothing_personal(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(news=everything()), RENDERED, lease=60)
    await ledger.settle(deliver(), Unknown(detail="anna@example.com timed out"))
    await ledger.record(record(journal(absorbed(0, "other")), customer="c-2"))
    before = {name: len(rows) for name, rows in content(database).items()}
    erase(database, "c-1", AddressKey(ADDRESS_KEY))
    after = content(database)
    counts = {name: len(rows) for name, rows in after.items()}
    snapshots = {"customer": 1, "directory": 0, "profile": 0}
    added = {"tombstone": 1, "suppression": before.get("suppression", 0) + 1}
    assert {"directory": 0, "profile": 0} | counts == before | snapshots | added
    assert not any("anna" in str(rows).lower() or "192.0.2.7" in str(rows) for rows in after.values())
    assert "Kind of Blue" in str(after["input"])  # of the other customer


async def test_an_erased_customer_gets_nothing_and_leaves_nothing(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    erase(database, "c-1", AddressKey(ADDRESS_KEY))
    assert await ledger.record(record(everything())) == NotNow(why="erased")
    assert await ledger.claim(deliver("m-2"), RENDERED, lease=60) == NotNow(why="erased")
    await ledger.settle(deliver(), Unknown(detail="anna@example.com timed out"))
    assert "anna" not in str(content(database)).lower()
    recalled = await ledger.recall(recall_of())
    assert recalled.erased
    assert recalled.profile is None


async def test_inputs_are_known_by_customer_and_id(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(everything()))
    assert known_input(database, "c-1", "p-1") is Known.SEEN
    assert known_input(database, "c-2", "p-1") is Known.NEW
    assert known_input(database, "c-1", "p-2") is Known.NEW


async def test_times_of_the_journal_are_the_workflows(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(everything()))
    tables = {table.table: table for table in export(database)}
    row = dict(zip(tables["decision"].columns, tables["decision"].rows[0], strict=True))
    assert row["at"] == "1998-03-01T12:00:00+00:00"
    assert str(row["written_at"]) > "2020"
    assert "private" not in row
