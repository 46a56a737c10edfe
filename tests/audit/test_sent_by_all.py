"""What was sent by everybody, as SQL on both databases tells it."""

from sqlalchemy import Engine

from audit.importing import MOST, Imported, ImportedMessage, keep_imported
from audit.ledger import SqlLedger
from audit.queries.sent_by_all import SentMessage, count_imported, each_imported, each_sent, ruled, stopped
from engine.contracts.answers import Accepted
from engine.contracts.journal import RuleLook
from engine.language.terms import Channel, Purpose, Reason
from tests.audit.samples import RENDERED, START, at, decided, deliver, journal, record


def sent(customer: str, seconds: float = 0, **more: object) -> ImportedMessage:
    facts = {"message": "flyer", "department": "sales", "purpose": Purpose.PROMOTIONAL, "channel": Channel.SMS}
    return ImportedMessage.model_validate({"customer_id": customer, "sent_at": at(seconds), **facts, **more})


def test_what_is_imported_again_changes_nothing(database: Engine) -> None:
    several = [sent("c-1"), sent("c-1", 60), sent("c-1", id="7"), sent("c-2"), sent("c-1")]
    assert keep_imported(database, several) == Imported(new=4, known=1)
    assert keep_imported(database, several) == Imported(new=0, known=5)
    assert keep_imported(database, [sent("c-1", 999, id="7"), sent("c-3")]) == Imported(new=1, known=1)
    assert count_imported(database, None, None) == 5
    assert count_imported(database, at(60), at(61)) == 1


def test_a_whole_batch_fits_into_one_statement(database: Engine) -> None:
    assert keep_imported(database, [sent(f"c-{number}") for number in range(MOST)]).new == MOST


async def test_everybody_is_told_in_order_of_customer_and_time(ledger: SqlLedger, database: Engine) -> None:
    keep_imported(database, [sent("c-2", 5), sent("c-0", 9), sent("c-1", 30, tags=("welcome",)), sent("c-1", -30)])
    await ledger.claim(deliver(), RENDERED, lease=60)
    await ledger.settle(deliver(), Accepted())
    found: list[SentMessage] = []
    each_sent(database, found.append, at(-30), at(9))
    assert [(one.customer_id, one.sent_at, one.source, one.origin) for one in found] == [
        ("c-1", at(-30), "imported", "department"),
        ("c-1", START, "ours", "journey"),
        ("c-2", at(5), "imported", "department"),
    ]
    found.clear()
    each_imported(database, found.append, at(10), None)
    assert [(one.customer_id, one.tags, one.channel) for one in found] == [("c-1", ("welcome",), Channel.SMS)]


async def test_what_was_kept_back_is_counted_by_message(ledger: SqlLedger, database: Engine) -> None:
    look = RuleLook(rule="cap", name="week", verdict="hold", reason=Reason.CAP, channel=Channel.EMAIL)
    held = [decided(n, "m-1", verdict="hold", reason="cap").model_copy(update={"rules": (look,)}) for n in range(2)]
    dropped = decided(2, "m-1", verdict="drop", reason="exited").model_copy(update={"rules": ()})
    await ledger.record(record(journal(*held, dropped, decided(3, "m-2"))))
    found = [(one.verdict, one.reason, one.rule, one.messages) for one in stopped(database, None, None)]
    assert sorted(found) == [("drop", "exited", None, 1), ("hold", "cap", "cap week", 1)]
    assert stopped(database, at(1), None) == []


async def test_what_observing_rules_would_do_is_counted(ledger: SqlLedger, database: Engine) -> None:
    look = RuleLook(rule="cap", name="week", verdict="drop", reason=Reason.CAP, channel=Channel.EMAIL, observed=True)
    news = [decided(0, "m-1"), decided(1, "m-2").model_copy(update={"rules": (look,), "shadow": True})]
    news += [decided(2, "m-3").model_copy(update={"rules": (look,), "shadow": True}), decided(3, "m-4", verdict="drop")]
    await ledger.record(record(journal(*news)))
    found = [(one.shadow, one.observed, one.messages) for one in ruled(database, None, None)]
    assert found == [(False, (), 1), (True, ("cap week",), 2)]
