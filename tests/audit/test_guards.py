"""Guards over all customers: exact counts, a pause with an alert, and an operator's resume that begins anew."""

import asyncio

import pytest
from sqlalchemy import Engine, select

from audit import guarding
from audit.database import open_database, read
from audit.ledger import SqlLedger
from audit.queries.deliveries import deliveries
from audit.shared_rows import pauses, resume
from audit.tables.columns import unpack
from audit.tables.journal import AlertRow
from audit.tables.shared import PauseRow
from engine.contracts.answers import Accepted, NotNow, Refused
from engine.contracts.commands import SendGuard
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Absorbed, ComplaintGuard
from engine.contracts.ports import Claimed
from engine.contracts.shared_pause import SharedPause
from engine.language.reactions import Reaction
from tests.audit.limited import call, claim
from tests.audit.samples import ADDRESS_KEY, RENDERED, Clock, at, journal, record

TWO_AN_HOUR = (SendGuard(kind="journey", name="welcome", most=2, seconds=3600),)
WELCOME = SharedPause(kind="journey", name="welcome")
MET = NotNow(why="guard", detail="journey welcome")


def paused(database: Engine) -> list[SharedPause]:
    return list(read(database, pauses))


def alerts(database: Engine) -> list[tuple[str, object]]:
    rows = read(database, lambda connection: connection.execute(select(AlertRow)).all())
    return [(row.what, unpack(row.private)["detail"]) for row in rows]


async def guarded(ledger: SqlLedger, name: str) -> object:
    return await claim(ledger, call(name, places=None, guards=TWO_AN_HOUR))


async def test_the_one_that_is_too_many_pauses_the_journey_and_alerts(ledger: SqlLedger, database: Engine) -> None:
    assert [await guarded(ledger, name) for name in "ab"] == [Claimed(), Claimed()]
    assert paused(database) == []
    assert await guarded(ledger, "c") == MET
    assert paused(database) == [WELCOME]
    assert alerts(database) == [("guard", "journey welcome is paused: more than 2 per 1h")]
    [row] = read(database, lambda connection: connection.execute(select(PauseRow)).all())
    assert (row.by, row.reason) == ("guard 2 per 1h", "more than 2 per 1h")
    assert await guarded(ledger, "d") == NotNow(why="paused", detail="journey welcome")
    assert len(alerts(database)) == 1


async def test_what_left_before_its_time_does_not_count(ledger: SqlLedger, clock: Clock) -> None:
    await guarded(ledger, "a")
    clock.now = at(60)
    await guarded(ledger, "b")
    clock.now = at(3600)  # half-open: `a` is out of the hour
    assert await guarded(ledger, "c") == Claimed()
    assert await guarded(ledger, "d") == MET


@pytest.mark.parametrize("answer", [Refused(fault="recipient"), NotNow(why="throttled", until=at(9))])
async def test_what_did_not_leave_does_not_count(ledger: SqlLedger, answer: Refused | NotNow) -> None:
    first = call("a", places=None, guards=TWO_AN_HOUR)
    await claim(ledger, first)
    await ledger.settle(first, answer)
    assert [await guarded(ledger, name) for name in "bcd"] == [Claimed(), Claimed(), MET]


async def test_what_was_taken_in_a_later_round_counts_once(ledger: SqlLedger) -> None:
    first = call("a", places=None, guards=TWO_AN_HOUR)
    await claim(ledger, first)
    await ledger.settle(first, NotNow(why="throttled", until=at(9)))
    await claim(ledger, first)
    await ledger.settle(first, Accepted())
    assert [await guarded(ledger, name) for name in "bc"] == [Claimed(), MET]


async def test_a_resume_begins_to_count_anew(ledger: SqlLedger, database: Engine) -> None:
    for name in "abc":
        await guarded(ledger, name)
    resume(database, WELCOME, by="ann")
    await asyncio.sleep(0.002)  # what is claimed in the millisecond of the resume counts as before it
    assert [await guarded(ledger, name) for name in "def"] == [Claimed(), Claimed(), MET]


async def test_after_a_resume_nobody_waits_for_another_far_from_the_limit(
    ledger: SqlLedger, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "NEAR", 0)
    for name in "abc":
        await guarded(ledger, name)
    resume(database, WELCOME, by="ann")
    monkeypatch.setattr(guarding, "_sends", None)  # counted in single file: nobody may come to that
    assert [await guarded(ledger, name) for name in "de"] == [Claimed(), Claimed()]


async def test_a_guard_of_a_message_leaves_other_messages_alone(ledger: SqlLedger) -> None:
    guards = (SendGuard(kind="message", name="thank-you", most=1, seconds=60),)
    await claim(ledger, call("a", places=None, guards=guards))
    other = call("b", places=None).model_copy(update={"message": "other"})
    assert await claim(ledger, other) == Claimed()
    met = await claim(ledger, call("c", places=None, guards=guards))
    assert met == NotNow(why="guard", detail="message thank-you")


@pytest.mark.parametrize("near", [guarding.NEAR, 0])
async def test_far_from_its_limit_a_guard_counts_without_waiting(
    ledger: SqlLedger, monkeypatch: pytest.MonkeyPatch, near: int
) -> None:
    monkeypatch.setattr(guarding, "NEAR", near)
    assert [await guarded(ledger, name) for name in "abc"] == [Claimed(), Claimed(), MET]


async def test_claims_side_by_side_never_pass_a_guard(url: str, database: Engine) -> None:
    engines = [open_database(url) for _ in range(2)]
    ledgers = [SqlLedger(one, address_key=ADDRESS_KEY, customers_now=Clock()) for one in engines]
    guards = (SendGuard(kind="journey", name="welcome", most=9, seconds=3600),)
    commands = [call(f"c{n}", places=None, guards=guards) for n in range(24)]
    answers = await asyncio.gather(
        *(ledgers[n % 2].claim(command, RENDERED, lease=60) for n, command in enumerate(commands))
    )
    for one in ledgers:
        await one.close()
    for engine in engines:
        engine.dispose()
    assert sum(one == Claimed() for one in answers) == 9
    assert len(alerts(database)) == 1


async def test_complaints_pause_a_message(ledger: SqlLedger, database: Engine) -> None:
    for n in range(10):
        await sent(ledger, f"c{n}")
    await complained(ledger, "c0")
    assert paused(database) == []  # 10% is not above 10%
    await complained(ledger, "c0", event="again")
    assert paused(database) == []  # of the same message
    await complained(ledger, "c1")
    assert paused(database) == [SharedPause(kind="message", name="thank-you")]
    assert alerts(database) == [("guard", "message thank-you is paused: 2 complaints of 10 deliveries")]


async def test_any_complaint_is_too_many_where_none_is_allowed(ledger: SqlLedger, database: Engine) -> None:
    for n in range(12):
        await sent(ledger, f"c{n}")
    await complained(ledger, "c0", above=0)
    assert alerts(database) == [("guard", "message thank-you is paused: 1 complaints of 12 deliveries")]


async def test_complaints_at_once_wait_for_no_one_who_waits_for_them(url: str, database: Engine) -> None:
    """Two journals name the same two guards in another order; PostgreSQL would break a circle with an error."""
    engines = [open_database(url) for _ in range(2)]
    ledgers = [SqlLedger(one, address_key=ADDRESS_KEY, customers_now=Clock()) for one in engines]
    guards = [ComplaintGuard(kind="message", name=name, above=0.5, of_at_least=9) for name in ("first", "second")]
    for n in range(40):
        news = [journal().model_copy(update={"complaint_guards": tuple(order)}) for order in (guards, guards[::-1])]
        await asyncio.gather(
            *(
                one.record(record(said, customer=f"k{n}-{m}"))
                for m, (one, said) in enumerate(zip(ledgers, news, strict=True))
            )
        )
    for one in ledgers:
        await one.close()
    for engine in engines:
        engine.dispose()


async def test_the_first_complaint_of_few_says_nothing(ledger: SqlLedger, database: Engine) -> None:
    for n in range(9):
        await sent(ledger, f"c{n}")
    for n in range(9):
        await complained(ledger, f"c{n}")
    assert paused(database) == []
    assert len(deliveries(database)) == 9


async def sent(ledger: SqlLedger, name: str) -> None:
    command = call(name, places=None)
    assert await claim(ledger, command) == Claimed()
    await ledger.settle(command, Accepted())


async def complained(ledger: SqlLedger, name: str, event: str = "", above: float = 0.1) -> None:
    said = Feedback(id=f"f-{name}{event}", at=at(5), message_id=f"m-{name}", reaction=Reaction.COMPLAINED)
    seq = 1 if event else 0
    guards = (ComplaintGuard(kind="message", name="thank-you", above=above, of_at_least=10),)
    news = journal(Absorbed(seq=seq, at=at(5), input=said, event_at=at(5)))
    await ledger.record(record(news.model_copy(update={"complaint_guards": guards}), customer=name))
