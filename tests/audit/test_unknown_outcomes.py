"""Which unknown outcomes are listed: those that somebody has to find out about, by message and as a whole."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine

from audit.database import read
from audit.ledger import SqlLedger
from audit.queries.deliveries import abandoned, deliveries, unknown_outcomes
from audit.queries.stuck import stuck
from engine.contracts.answers import Accepted, Answer, Refused, Unknown
from engine.contracts.journal import Corrected
from engine.contracts.ports import Claimed
from engine.language.terms import Purpose
from tests.audit.samples import RENDERED, at, deliver, journal, record

LAPSED = 0.0
"""a lease that is over at once"""


async def attempt(ledger: SqlLedger, number: int, answer: Answer | None) -> None:
    """Of an essential message; without an answer its worker died."""
    command = deliver(attempt=number, purpose=Purpose.TRANSACTIONAL)
    assert await ledger.claim(command, RENDERED, lease=LAPSED if answer is None else 60) == Claimed()
    if answer is not None:
        await ledger.settle(command, answer)


def listed(database: Engine) -> Sequence[tuple[str, int]]:
    found = [(one.message_id, one.attempt) for one in unknown_outcomes(database)]
    assert [(one.message_id, one.attempt) for one in unknown_outcomes(database, "m-1")] == found
    assert unknown_outcomes(database, "m-2") == []
    assert len([one for one in stuck(database) if one.what == "unknown"]) == len(found)
    return found


@pytest.mark.parametrize("first", [Unknown(detail="cut"), None], ids=["unknown", "lapsed"])
async def test_a_message_of_which_a_later_attempt_was_accepted_is_settled(
    ledger: SqlLedger, database: Engine, first: Answer | None
) -> None:
    await attempt(ledger, 1, first)
    assert listed(database) == [("m-1", 1)]
    await attempt(ledger, 2, Unknown(detail="cut"))
    assert listed(database) == [("m-1", 1), ("m-1", 2)]
    await attempt(ledger, 3, Accepted(provider_id="p"))
    assert listed(database) == []
    assert [one.outcome for one in deliveries(database)] == ["unknown", "unknown", "accepted"]  # all on record


async def test_one_that_was_refused_or_taken_back_later_is_still_to_be_found_out(
    ledger: SqlLedger, database: Engine
) -> None:
    await attempt(ledger, 1, Unknown(detail="cut"))
    await attempt(ledger, 2, Refused(fault="recipient", detail="gone"))
    assert listed(database) == [("m-1", 1)]
    await attempt(ledger, 3, Accepted(provider_id="p"))
    assert listed(database) == []
    back = Corrected.model_validate(
        {"seq": 5, "at": at(9), "message_id": "m-1", "attempt": 3, "outcome": "withdrawn", "by": "exited"}
    )
    await ledger.record(record(journal(back)))
    assert listed(database) == [("m-1", 1)]


async def test_a_lapsed_claim_stays_a_finding_of_the_audit(ledger: SqlLedger, database: Engine) -> None:
    command = deliver(attempt=1, purpose=Purpose.TRANSACTIONAL)
    await ledger.claim(command, RENDERED, lease=LAPSED)
    assert len(read(database, abandoned)) == 1
    assert listed(database) == [("m-1", 1)]
