"""Every kind of finding within the ledger can be made, on both databases, and a whole ledger has none."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, Engine, text

from audit.address import AddressKey
from audit.database import write
from audit.erasure import erase
from audit.ledger import SqlLedger
from audit.queries.customers import known_customers
from audit.queries.mailed import mailed
from audit.queries.verifying import gaps, ledger_now
from engine.contracts.answers import Accepted, Answer, NotNow, Unknown
from engine.contracts.journal import Corrected, Decided, RuleLook, SlotChanged
from engine.language.terms import Channel, Reason
from tests.audit.samples import ADDRESS_KEY, RENDERED, Clock, absorbed, at, decided, deliver, journal, record
from trials.auditing.verifying import judged_again, within_ledger


def soon(database: Engine) -> datetime:
    """Nothing that was written is too new to be looked at."""
    return ledger_now(database) + timedelta(seconds=1)


def found(database: Engine) -> list[tuple[str, str | None]]:
    return [(one.kind, one.message_id) for one in within_ledger(database, soon(database))]


def asked(seq: int, message_id: str) -> Decided:
    return decided(seq, message_id).model_copy(update={"asked": True, "lapses": at(600)})


async def send(ledger: SqlLedger, seq: int, message_id: str) -> None:
    news = journal(decided(seq, message_id))
    await ledger.claim(deliver(message_id, news=news), RENDERED, lease=60)
    await ledger.settle(deliver(message_id), Accepted())


async def test_a_whole_ledger_has_no_finding(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(absorbed(0), decided(1, "m-0", verdict="hold", reason="cap"))))
    await send(ledger, 2, "m-1")
    await ledger.record(record(journal(decided(3, "m-0", verdict="drop", reason="exited"), asked(4, "a-1"))))
    lapsed = SlotChanged(seq=5, at=at(600), message_id="a-1", what="lapsed")
    await ledger.record(record(journal(lapsed, absorbed(6, "p-2"))))
    await ledger.record(record(journal(absorbed(7, "p-3"), life="run-2")))  # a later life goes on after the highest
    assert found(database) == []


async def test_a_number_that_no_row_has_is_a_gap(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(absorbed(0), absorbed(3, "p-2"))))
    await ledger.record(record(journal(absorbed(9, "p-3"), life="run-2")))
    await ledger.record(record(journal(absorbed(1)), customer="c-2"))
    missing = [(one.customer_id, one.after, one.before, one.missing) for one in gaps(database, soon(database))]
    assert missing == [("c-1", 0, 3, 2), ("c-2", None, 1, 1)]
    assert gaps(database, ledger_now(database) - timedelta(minutes=1)) == []  # it may still be on its way


async def test_a_correction_has_a_number_and_no_row(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    await ledger.claim(deliver(news=journal(decided(0))), RENDERED, lease=60)
    await ledger.settle(deliver(), Unknown())
    clock.now = at(days=1)
    corrected = Corrected(seq=1, at=clock.now, message_id="m-1", attempt=1, outcome="accepted", by="look-up")
    await ledger.record(record(journal(corrected, absorbed(2, "p-2", clock.now))))
    assert found(database) == []
    await ledger.record(record(journal(absorbed(4, "p-3", at(days=2)))))
    assert found(database) == [("gap", None)]


async def test_nothing_is_asked_of_the_rows_of_an_erased_customer(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(absorbed(0), absorbed(3, "p-2"), asked(4, "a-1"))))
    assert found(database) == [("gap", None), ("open_reservation", "a-1")]
    erase(database, "c-1", AddressKey(ADDRESS_KEY))
    assert found(database) == []


async def test_a_send_that_nobody_claimed(ledger: SqlLedger, database: Engine) -> None:
    shadow = decided(1, "m-2").model_copy(update={"shadow": True})
    put_off = (decided(2, "m-3"), decided(3, "m-3", verdict="hold", reason="paused"))  # `not_now` before the claim
    await ledger.record(record(journal(decided(0, "m-1"), shadow, *put_off)))
    assert found(database) == [("send_without_claim", "m-1")]


async def test_a_claim_that_nobody_decided(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver("m-1"), RENDERED, lease=60)
    await ledger.settle(deliver("m-1"), Accepted())
    held = journal(decided(0, "m-2", verdict="hold", reason="cap"))
    await ledger.claim(deliver("m-2", news=held), RENDERED, lease=60)
    assert found(database) == [("claim_without_send", "m-1"), ("claim_without_send", "m-2")]


async def test_a_claim_whose_lease_is_over(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver("m-1", news=journal(decided(0, "m-1"))), RENDERED, lease=0)
    await ledger.claim(deliver("m-2", news=journal(decided(1, "m-2"))), RENDERED, lease=0)
    await ledger.settle(deliver("m-2"), NotNow(why="throttled"))
    await ledger.claim(deliver("m-3", news=journal(decided(2, "m-3"))), RENDERED, lease=600)
    [one] = within_ledger(database, soon(database))
    assert (one.kind, one.message_id) == ("lapsed_claim", "m-1")
    assert "twostep settle m-1 OUTCOME --customer c-1" in one.fix


async def test_a_reservation_that_should_have_lapsed(ledger: SqlLedger, database: Engine) -> None:
    confirmed = SlotChanged(seq=1, at=at(5), message_id="a-1", what="confirmed", sent_at=at(5))
    open_still = asked(3, "a-3").model_copy(update={"lapses": soon(database) + timedelta(days=1)})
    await ledger.record(record(journal(asked(0, "a-1"), confirmed, asked(2, "a-2"), open_still)))
    assert found(database) == [("open_reservation", "a-2")]


@pytest.mark.parametrize(
    ("look", "said"),
    [
        (RuleLook(rule="astrology", verdict="send"), "no rule is called 'astrology'"),
        (RuleLook(rule="channel pause", verdict="hold", reason=Reason.PAUSED, evidence={}), "its evidence says send"),
    ],
)
async def test_a_verdict_that_does_not_follow_from_its_evidence(
    ledger: SqlLedger, database: Engine, look: RuleLook, said: str
) -> None:
    good = RuleLook(rule="channel pause", verdict="send", channel=Channel.EMAIL, evidence={"paused": False})
    whole, broken = (decided(n).model_copy(update={"rules": rules}) for n, rules in enumerate(((good,), (good, look))))
    await ledger.record(record(journal(whole, broken)))
    count, findings = judged_again(database)
    assert count == 2
    assert [one.kind for one in findings] == ["not_recomputed"] * len(findings)
    assert said in findings[0].what and "decision 1 " in findings[0].what


async def test_a_verdict_changed_by_hand_is_found(ledger: SqlLedger, database: Engine) -> None:
    look = RuleLook(rule="channel pause", verdict="send", channel=Channel.EMAIL, evidence={"paused": False})
    await ledger.record(record(journal(decided(0).model_copy(update={"rules": (look,)}))))
    assert judged_again(database) == (1, [])
    drop = 'DROP TRIGGER "decision_unchanged"' + (' ON "decision"' if database.dialect.name == "postgresql" else "")
    for change in (drop, "UPDATE decision SET verdict = 'drop'"):
        write(database, partial(Connection.execute, statement=text(change)))
    [one] = judged_again(database)[1]
    assert "the rules say send, the record says drop" in one.what


async def test_what_was_mailed_is_told_by_message_and_outcome(ledger: SqlLedger, database: Engine) -> None:
    answers: dict[str, Answer] = {"m-1": Accepted(), "m-2": Unknown(), "m-3": NotNow(why="throttled")}
    for message_id, answer in answers.items():
        await ledger.claim(deliver(message_id), RENDERED, lease=60)
        await ledger.settle(deliver(message_id), answer)
    await ledger.claim(deliver("m-3"), RENDERED, lease=60)  # again, and no outcome yet
    await ledger.claim(deliver("m-4", decided_at=at(days=2)), RENDERED, lease=60)
    found = {id: dict(one.outcomes) for id, one in mailed(database, None).mailings.items()}
    assert found == {
        "m-1": {"accepted": 1},
        "m-2": {"unknown": 1},
        "m-3": {"not_now": 1, "open": 1},
        "m-4": {"open": 1},
    }
    assert set(mailed(database, at(days=1)).mailings) == {"m-4"}


async def test_who_is_known_is_told_by_deadline(ledger: SqlLedger, database: Engine) -> None:
    await ledger.record(record(journal(absorbed(0))))
    await ledger.record(record(journal(absorbed(0)), customer="c-2"))
    erase(database, "c-2", AddressKey(ADDRESS_KEY))
    known = known_customers(database)
    assert dict(known.deadlines) == {"c-1": at(60)}
    assert known.erased == {"c-2"}
