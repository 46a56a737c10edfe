from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from audit.database import read
from audit.ledger import SqlLedger
from audit.queries.deliveries import deliveries, unknown_outcomes
from audit.queries.export import export
from audit.shared_rows import hold_channel, pause, resume
from audit.tables.delivery import ClaimRow
from engine.contracts.answers import Accepted, NotNow, Refused, Unknown
from engine.contracts.journal import Corrected, Suppressed
from engine.contracts.ports import Claimed, Settled
from engine.contracts.shared_pause import SharedPause
from engine.language.terms import Channel, Purpose
from tests.audit.samples import ADDRESS, RENDERED, START, Clock, absorbed, at, decided, deliver, journal, record

ACCEPTED = Accepted(provider_id="sg-1")
LAPSED = 0.0
"""a lease that is over at once"""


def rows(database: Engine) -> dict[str, int]:
    """How many rows each table that has any holds."""
    return {table.table: len(table.rows) for table in export(database) if table.rows}


async def test_claim_then_settle(ledger: SqlLedger, database: Engine) -> None:
    news = journal(absorbed(0), decided(1))
    assert await ledger.claim(deliver(news=news), RENDERED, lease=60) == Claimed()
    assert rows(database) == {"input": 1, "decision": 1, "claim": 1, "message_copy": 1, "customer": 1}
    await ledger.settle(deliver(news=news), ACCEPTED)
    [line] = deliveries(database)
    assert (line.outcome, line.provider_id, line.at) == ("accepted", "sg-1", START)
    assert await ledger.claim(deliver(news=news), RENDERED, lease=60) == Settled(answer=ACCEPTED)


async def test_a_live_lease_says_when_to_come_again_in_the_customers_time(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=600)
    before = rows(database)
    again = await ledger.claim(deliver(news=journal(absorbed(0))), RENDERED, lease=600)
    assert isinstance(again, NotNow)
    assert again.why == "leased"
    assert again.until is not None
    assert at(590) < again.until <= at(600)
    assert rows(database) == before


async def test_a_lapsed_lease_is_an_unknown_outcome_and_listed(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=LAPSED)
    assert [one.message_id for one in unknown_outcomes(database)] == ["m-1"]  # before anybody came again
    again = await ledger.claim(deliver(), RENDERED, lease=60)
    assert isinstance(again, Settled)
    assert isinstance(again.answer, Unknown)
    [listed] = unknown_outcomes(database)
    assert (listed.message_id, listed.customer_id, listed.attempt) == ("m-1", "c-1", 1)
    assert await ledger.claim(deliver(), RENDERED, lease=60) == again


async def test_a_late_settling_corrects_the_unknown_by_a_further_row(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=LAPSED)
    await ledger.claim(deliver(), RENDERED, lease=LAPSED)
    await ledger.settle(deliver(), ACCEPTED)
    assert unknown_outcomes(database) == []
    assert rows(database)["delivery"] == 2
    assert [line.outcome for line in deliveries(database)] == ["accepted"]
    await ledger.settle(deliver(), Unknown())  # what is known is not taken back
    assert [line.outcome for line in deliveries(database)] == ["accepted"]


@pytest.mark.parametrize(("outcome", "counts"), [("accepted", "accepted"), ("refused", "refused")])
async def test_a_correction_in_the_journal_settles_the_unknown(
    ledger: SqlLedger, database: Engine, outcome: str, counts: str
) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    await ledger.settle(deliver(), Unknown(detail="cut"))
    facts = {"seq": 5, "at": at(9), "message_id": "m-1", "attempt": 1, "outcome": outcome, "by": "feedback"}
    correction = journal(Corrected.model_validate(facts))
    await ledger.record(record(correction))
    await ledger.record(record(correction))
    assert rows(database)["delivery"] == 2
    [line] = deliveries(database)
    assert (line.outcome, line.at) == (counts, at(9))


async def test_not_now_after_the_claim_leaves_none_standing(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    await ledger.settle(deliver(), NotNow(why="throttled", until=at(30)))
    assert unknown_outcomes(database) == []
    assert await ledger.claim(deliver(), RENDERED, lease=LAPSED) == Claimed()
    assert len(unknown_outcomes(database)) == 1
    await ledger.settle(deliver(), ACCEPTED)
    assert [line.outcome for line in deliveries(database)] == ["accepted"]


async def test_a_marketing_message_of_unknown_outcome_never_goes_out_again(ledger: SqlLedger) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    await ledger.settle(deliver(), Unknown(detail="cut"))
    again = await ledger.claim(deliver(attempt=2), RENDERED, lease=60)
    assert again == Settled(answer=Unknown(detail="cut"))


async def test_an_essential_one_does_unless_it_arrived_after_all(ledger: SqlLedger) -> None:
    first, second, third = (deliver(attempt=n, purpose=Purpose.SERVICE) for n in (1, 2, 3))
    await ledger.claim(first, RENDERED, lease=60)
    await ledger.settle(first, Unknown())
    assert await ledger.claim(second, RENDERED, lease=60) == Claimed()
    await ledger.settle(second, Unknown())
    await ledger.settle(first, ACCEPTED)
    assert await ledger.claim(third, RENDERED, lease=60) == Settled(answer=ACCEPTED)


async def test_what_is_not_now_writes_nothing(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    pause(database, SharedPause(kind="journey", name="welcome"), by="anna")
    before = rows(database)
    answer = await ledger.claim(deliver(news=journal(absorbed(0), decided(1))), RENDERED, lease=60)
    assert answer == NotNow(why="paused", detail="journey welcome")
    assert rows(database) == before
    resume(database, SharedPause(kind="journey", name="welcome"), by="anna")
    assert await ledger.claim(deliver(), RENDERED, lease=60) == Claimed()


async def test_a_breaker_holds_its_channel_until_it_opens(ledger: SqlLedger, database: Engine, clock: Clock) -> None:
    hold_channel(database, Channel.SMS, at(days=9), why="credits")
    hold_channel(database, Channel.EMAIL, at(days=9), why="credits")
    hold_channel(database, Channel.EMAIL, at(60), why="probing")
    answer = await ledger.claim(deliver(), RENDERED, lease=60)
    assert answer == NotNow(why="breaker", until=at(60), detail="email")
    clock.now = at(60)
    assert await ledger.claim(deliver(), RENDERED, lease=60) == Claimed()


async def test_no_call_starts_at_or_after_its_last_instant(ledger: SqlLedger, clock: Clock) -> None:
    clock.now = at(5)
    assert await ledger.claim(deliver(send_by=at(5)), RENDERED, lease=60) == NotNow(why="late")
    assert await ledger.claim(deliver(send_by=at(5.000001)), RENDERED, lease=60) == Claimed()


async def test_an_address_suppressed_by_another_customer_is_not_written_to(ledger: SqlLedger, database: Engine) -> None:
    other = Suppressed(
        seq=0, at=START, channel=Channel.EMAIL, address=" anna@EXAMPLE.com", scope="marketing", cause="complained"
    )
    await ledger.record(record(journal(other), customer="c-2"))
    assert await ledger.claim(deliver(), RENDERED, lease=60) == NotNow(why="suppressed", detail="email: marketing")
    essential = deliver("m-2", purpose=Purpose.TRANSACTIONAL)
    assert await ledger.claim(essential, RENDERED, lease=60) == Claimed()
    stored = [str(cell) for table in export(database, private=True) for row in table.rows for cell in row]
    hashed = [cell for cell in stored if len(cell) == 64 and cell != "0" * 64]
    assert len(set(hashed)) == 1
    assert not any("anna@example.com" in cell.lower() for cell in _cells(database, "suppression"))
    assert any(ADDRESS in cell for cell in _cells(database, "claim"))


async def test_content_refused_before_any_claim_is_on_record(ledger: SqlLedger, database: Engine) -> None:
    refused = Refused(fault="content", detail="customer.name is missing")
    assert (await ledger.refuse(deliver(news=journal(decided(0))), refused)).answer == "recorded"
    assert rows(database) == {"decision": 1, "delivery": 1, "customer": 1}
    assert await ledger.claim(deliver(), RENDERED, lease=60) == Settled(answer=refused)


async def test_rendered_copy_is_kept_with_its_claim(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=60)
    assert any("Dear Anna" in cell for cell in _cells(database, "message_copy"))


async def test_leases_and_writing_go_by_the_databases_clock(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(), RENDERED, lease=90)
    claim = read(database, lambda connection: connection.execute(select(ClaimRow)).one())
    assert claim.at == START
    assert claim.lease_until - claim.written_at == timedelta(seconds=90)
    assert claim.written_at.year > 2000


def _cells(database: Engine, table: str) -> list[str]:
    return [
        str(cell) for one in export(database, private=True) if one.table == table for row in one.rows for cell in row
    ]
