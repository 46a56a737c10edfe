from sqlalchemy import Engine

from audit.address import AddressKey
from audit.erasure import erase
from audit.ledger import SqlLedger
from audit.queries.directory import directory
from audit.queries.export import export
from audit.queries.rule_looks import decisions_of
from audit.queries.sent import sent_to
from audit.queries.timeline import timeline
from audit.tables.everything import KEPT, LEDGER, SNAPSHOTS, table_of
from engine.contracts.answers import Accepted, Answer, NotNow, Refused, Unknown
from engine.contracts.journal import Ended
from tests.audit.samples import (
    ADDRESS_KEY,
    RENDERED,
    START,
    Clock,
    absorbed,
    at,
    decided,
    deliver,
    entered,
    journal,
    place,
    record,
)


async def send(ledger: SqlLedger, message_id: str, days: float) -> None:
    command = deliver(message_id, decided_at=at(days=days))
    await ledger.claim(command, RENDERED, lease=60)
    await ledger.settle(command, Accepted())


async def test_what_went_out_to_a_customer_is_listed_newest_first(ledger: SqlLedger, database: Engine) -> None:
    for message_id, days in (("m-1", 0), ("m-3", 2), ("m-2", 1)):
        await send(ledger, message_id, days)
    await ledger.refuse(deliver("m-4", decided_at=at(days=3)), Refused(fault="content"))
    other = deliver("m-5", customer="c-2")
    await ledger.claim(other, RENDERED, lease=60)
    await ledger.settle(other, Unknown(detail="cut"))
    assert [(one.message_id, one.message) for one in sent_to(database, "c-1")] == [
        ("m-3", "thank-you"),
        ("m-2", "thank-you"),
        ("m-1", "thank-you"),
    ]
    assert [one.message_id for one in sent_to(database, "c-2")] == ["m-5"]  # it may have gone out


async def test_the_directory_shows_where_customers_stand(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(entered(0), directory=(place(),))))
    await ledger.record(record(journal(entered(0)), customer="c-0"))
    first, second = directory(database)
    assert (first.customer_id, first.enrolments) == ("c-0", ())
    assert (second.enrolments, second.next_deadline, second.as_of) == ((place(),), at(60), START)


async def test_the_timeline_tells_the_story_in_order(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    news = journal(absorbed(0), entered(1), decided(2))
    await ledger.claim(deliver(news=news), RENDERED, lease=60)
    clock.now = at(1)
    await ledger.settle(deliver(), Accepted())
    ended = Ended(seq=3, at=at(2), enrolment_id="e-1", journey="welcome", version="v1", outcome="completed", due=at(2))
    await ledger.record(record(journal(ended, decided(4, "m-2", verdict="drop", reason="opted_out"), as_of=at(2))))
    await ledger.record(record(journal(absorbed(0)), customer="c-2"))
    story = [(item.what, item.subject, item.detail) for item in timeline(database, "c-1")]
    assert story == [
        ("trigger", "purchase", ""),
        ("entered", "welcome", "order-7"),
        ("sending", "thank-you", "email"),
        ("dropped", "thank-you", "opted_out"),
        ("sent", "thank-you", "email"),
        ("ended", "welcome", "completed"),
    ]


async def test_the_timeline_tells_what_became_of_each_attempt(
    ledger: SqlLedger, database: Engine, clock: Clock
) -> None:
    answers: tuple[Answer, ...] = (Unknown(), NotNow(why="throttled"), Refused(fault="recipient"))
    for number, answer in enumerate(answers):
        clock.now = at(number)
        await ledger.claim(deliver(f"m-{number}"), RENDERED, lease=60)
        await ledger.settle(deliver(f"m-{number}"), answer)
    assert [(item.what, item.detail) for item in timeline(database, "c-1")] == [
        ("unknown", "email"),
        ("not_now", "throttled"),
        ("outcome", "refused, recipient"),
    ]


async def test_a_customers_decisions_come_with_what_they_went_by(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(absorbed(0), decided(1, "m-2", verdict="drop", reason="opted_out"), decided(2))))
    await ledger.record(record(journal(decided(0, "m-9")), customer="c-2"))
    found = decisions_of(database, "c-1")
    assert [(one.message_id, one.verdict, one.reason, one.step) for one in found] == [
        ("m-2", "drop", "opted_out", "thanks"),
        ("m-1", "send", None, "thanks"),
    ]
    assert [(look.rule, look.verdict, look.evidence) for look in found[0].rules] == [
        ("consent", "send", {"city": "Amsterdam"})
    ]


async def test_the_evidence_of_a_decision_is_private(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(decided(0))))
    [public] = [table for table in export(database) if table.table == "decision"]
    assert "Amsterdam" not in str(list(public.rows))
    [private] = [table for table in export(database, private=True) if table.table == "decision"]
    assert "Amsterdam" in str(list(private.rows))
    erase(database, "c-1", AddressKey(ADDRESS_KEY))
    assert [one.rules for one in decisions_of(database, "c-1")] == [()]


async def test_every_row_comes_out_without_what_is_private(ledger: SqlLedger, database: Engine) -> None:
    await send(ledger, "m-1", 0)
    await ledger.record(record(journal(entered(0), absorbed(1))))
    tables = {one.table: one for one in export(database)}
    assert set(tables) == {table_of(model).name for model in (*LEDGER, *SNAPSHOTS, *KEPT)}
    [row] = tables["delivery"].rows
    told = dict(zip(tables["delivery"].columns, row, strict=True))
    assert (told["message_id"], told["outcome"], told["decided_at"]) == ("m-1", "accepted", "1998-03-01T12:00:00+00:00")
    assert "anna" not in str([one.rows for one in tables.values()]).lower()
