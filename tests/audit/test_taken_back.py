"""What was taken back after it was handed over: an outcome of its own, that counts nowhere as sent."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from audit.database import read
from audit.ledger import SqlLedger
from audit.queries.sent import sent_to
from audit.queries.timeline import timeline
from audit.queries.verifying import ledger_now
from audit.recalled_sends import recalled_sends
from engine.contracts.answers import Accepted, NotNow, Unknown
from engine.contracts.inputs import Control
from engine.contracts.journal import Absorbed, Corrected
from engine.contracts.ports import Claimed, Settled
from engine.contracts.verbs import Exit
from tests.audit.samples import RENDERED, absorbed, at, decided, deliver, journal, record
from trials.auditing.verifying import within_ledger


def back(seq: int, attempt: int = 1) -> Corrected:
    return Corrected(seq=seq, at=at(10), message_id="m-1", attempt=attempt, outcome="withdrawn", by="exited")


async def handed_over(ledger: SqlLedger, answer: Accepted | Unknown | None = None) -> None:
    await ledger.claim(deliver(news=journal(decided(0))), RENDERED, lease=60)
    await ledger.settle(deliver(), answer or Accepted(provider_id="T-1"))


def outcomes(database: Engine) -> list[tuple[int, int, str, str | None]]:
    query = "SELECT attempt, revision, outcome, why FROM delivery ORDER BY attempt, revision"
    with database.connect() as connection:
        return [(one.attempt, one.revision, one.outcome, one.why) for one in connection.execute(text(query))]


async def test_it_follows_what_the_provider_answered_once_and_nothing_undoes_it(
    ledger: SqlLedger, database: Engine
) -> None:
    await handed_over(ledger)
    await ledger.record(record(journal(back(1), decided(2, verdict="drop", reason="exited"))))
    await ledger.record(record(journal(back(1), decided(2, verdict="drop", reason="exited"))))
    await ledger.settle(deliver(), Accepted())
    assert outcomes(database) == [(1, 0, "accepted", None), (1, 1, "withdrawn", "exited")]
    assert sent_to(database, "c-1") == []
    assert read(database, lambda connection: recalled_sends(connection, "c-1", at(-9_999))) == ()


@pytest.mark.parametrize("answer", [Accepted(), Unknown()], ids=str)
async def test_a_ledger_with_it_is_whole(ledger: SqlLedger, database: Engine, answer: Accepted | Unknown) -> None:
    await handed_over(ledger, answer)
    await ledger.record(record(journal(back(1), absorbed(2, "p-2", at(10)))))
    assert [one[2] for one in outcomes(database)] == [answer.answer, "withdrawn"]
    assert [*within_ledger(database, ledger_now(database) + timedelta(seconds=1))] == []


async def test_the_next_attempt_may_leave_and_the_old_one_is_decided_again(ledger: SqlLedger) -> None:
    await handed_over(ledger)
    await ledger.record(record(journal(back(1))))
    again = await ledger.claim(deliver(), RENDERED, lease=60)
    assert isinstance(again, Settled) and isinstance(again.answer, NotNow) and again.answer.why == "cancelled"
    assert isinstance(await ledger.claim(deliver(attempt=2), RENDERED, lease=60), Claimed)


async def test_the_word_that_it_came_back_may_come_with_the_next_attempt(ledger: SqlLedger, database: Engine) -> None:
    """Else the next attempt would count as arrived by the answer to the one before, and nothing would go out."""
    await handed_over(ledger)
    anew = deliver(attempt=2, news=journal(back(1), decided(2))).model_copy(update={"taken_back": 1})
    assert isinstance(await ledger.claim(anew, RENDERED, lease=60), Claimed)
    await ledger.settle(anew, Accepted())
    assert [one[:3] for one in outcomes(database)] == [
        (1, 0, "accepted"),
        (1, 1, "withdrawn"),
        (2, 0, "accepted"),
    ]
    third = deliver(attempt=3).model_copy(update={"taken_back": 1})
    assert isinstance(await ledger.claim(third, RENDERED, lease=60), Settled)  # the second did arrive


async def test_without_it_what_was_accepted_is_never_sent_again(ledger: SqlLedger) -> None:
    await handed_over(ledger)
    assert isinstance(await ledger.claim(deliver(attempt=2), RENDERED, lease=60), Settled)


async def test_her_story_tells_of_it(ledger: SqlLedger, database: Engine) -> None:
    await handed_over(ledger)
    await ledger.record(record(journal(back(1))))
    assert [(one.what, one.detail) for one in timeline(database, "c-1")][-1] == ("outcome", "withdrawn, exited")


async def test_who_gave_an_order_has_a_column_and_why_is_in_her_story(ledger: SqlLedger, database: Engine) -> None:
    order = Control(id="o-1", at=at(), order=Exit(journey="j"), operator="kim", reason="she asked")
    await ledger.record(record(journal(Absorbed(seq=0, at=at(), input=order, event_at=at()))))
    with database.connect() as connection:
        assert connection.execute(text("SELECT operator FROM input")).scalar_one() == "kim"
    assert [(one.subject, one.detail) for one in timeline(database, "c-1")] == [("exit", "kim: she asked")]
