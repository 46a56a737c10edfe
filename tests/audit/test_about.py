"""The export of one customer: everything of hers, opened, and nothing of anybody else."""

from pydantic_core import to_json
from sqlalchemy import Engine

from audit.inbox import Inbox
from audit.ledger import SqlLedger
from audit.queries.about import about
from engine.contracts.answers import Unknown
from engine.contracts.inputs import Track
from tests.audit.samples import RENDERED, START, absorbed, deliver, journal, record
from tests.audit.test_journal import everything


async def test_what_is_kept_of_her_is_in_it_and_of_nobody_else(ledger: SqlLedger, database: Engine) -> None:
    await ledger.claim(deliver(news=everything()), RENDERED, lease=60)
    await ledger.settle(deliver(), Unknown(detail="cut"))
    await ledger.record(record(journal(absorbed(0, "theirs")), customer="c-2"))
    Inbox(database).store(
        "c-1", Track(id="kept", type="visit", at=START, properties={"page": "tyres"}), "not_of_interest"
    )
    found = about(database, "c-1")
    filled = {name for name, rows in found.items() if rows}
    assert filled >= {
        "profile", "standing", "running_journeys", "journeys", "inputs", "decisions", "attempts", "messages",
        "deliveries", "feedback", "goals", "alerts", "inbox",
    }  # fmt: skip
    told = to_json(found).decode()
    assert all(mark in told for mark in ("anna@example.com", "192.0.2.7", "order-7", "tyres", "Kind of Blue"))
    assert "theirs" not in told
    assert "c-2" not in told
    assert '"private"' not in told
