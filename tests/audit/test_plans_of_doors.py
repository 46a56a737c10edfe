"""SQLite plans without statistics: what runs for each request of a door must not read everybody's rows."""

import asyncio
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from audit.accepting import Arrival, Arrivals, Judged
from audit.address import AddressKey
from audit.anonymous import anonymous_key
from audit.api_answers import AnswerId, Given, Mine, SqlApiAnswers
from audit.api_keys import SqlApiKeys
from audit.cleaning import Ages, delete_old, outdated
from audit.consent_proofs import Choice, record_choices
from audit.database import read, write
from audit.erasure import is_known
from audit.inbox import Inbox, KeptInput
from audit.known_messages import known_messages
from audit.phone_numbers import owners
from audit.provider_events import ProviderEvents
from audit.provider_rates import ProviderRates
from audit.queries.asked import answer_of
from audit.queries.consents import consents_of, proofs_of, recipient_of
from audit.queries.inputs import known_input
from audit.queries.profile import attributes_of
from audit.said import Meaning, Said
from audit.suppressing import SuppressedAddress, suppress_addresses
from audit.turns import Turn
from engine.contracts.inputs import Feedback, Track
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.audit.samples import ADDRESS_KEY, START

KEY = AddressKey(ADDRESS_KEY)
TRACK = Track(id="t", type="purchase", at=START)
KEPT = KeptInput(number=1, customer_id="c1", input=TRACK, why="accepted", stored_at=START)
CLICK = Feedback(id="f", at=START, message_id="m", reaction=Reaction.UNSUBSCRIBED, channel=Channel.EMAIL)
CHOICE = Choice(
    customer_id="c1",
    message_id="m",
    channel=Channel.EMAIL,
    page="unsubscribe",
    language="en",
    text="x",
    inputs=(CLICK,),
)
SAID = [
    Said(provider="p", event_id="1", kind="k", at=START, message_id="m", meanings=(Meaning(reaction=Reaction.OPENED),)),
    Said(provider="p", event_id="2", kind="k", at=START, number="+4915112345678", channel=Channel.SMS),
    Said(
        provider="p",
        event_id="3",
        kind="k",
        at=START,
        number="+4915112345678",
        channel=Channel.SMS,
        meanings=(Meaning(reaction=Reaction.UNSUBSCRIBED, everything=True),),
    ),
]
GONE = SuppressedAddress(channel=Channel.EMAIL, address="a@x", scope="everything", cause="c", at=START)
ANSWER = AnswerId(key_id="k", idempotency_key="i")
AGES = Ages(inbox=timedelta(days=90), provider_events=timedelta(days=90))


def _accepts(database: Engine) -> None:
    arrivals = [Arrival(anonymous_key("a"), TRACK, "accepted"), Arrival("c1", TRACK, "accepted", anonymous_key("b"))]
    asyncio.run(Arrivals(database).store(arrivals, Judged(0, None)))


def _answers(database: Engine) -> None:
    answers = SqlApiAnswers(database)
    mine = answers.begin(ANSWER, "f")
    assert isinstance(mine, Mine)
    answers.finish(ANSWER, mine, Given(status=200, body=""))
    answers.forget(ANSWER, mine)


WORK: dict[str, Callable[[Engine], object]] = {
    "accepting": _accepts,
    "an order": lambda database: Inbox(database).store("c1", TRACK, "accepted"),
    "draining": lambda database: Inbox(database).pending(500, after=3, without=["c1"]),
    "draining what is wanted by now": lambda database: Inbox(database).pending(500, ["not_of_interest"], ["a", "b"]),
    "what is absorbed": lambda database: Inbox(database).absorbed([KEPT]),
    "what is drained": lambda database: Inbox(database).mark_drained([1, 2]),
    "a turn": lambda database: Turn(database, "draining", "me").take(),
    "an API key": lambda database: SqlApiKeys(database).find("k"),
    "an idempotency key": _answers,
    "a customer": lambda database: (is_known(database, "c1"), known_input(database, "c1", "t")),
    "her profile": lambda database: attributes_of(database, "c1"),
    "an ask": lambda database: answer_of(database, "c1", "m"),
    "her pages": lambda database: (recipient_of(database, "m", Channel.EMAIL), consents_of(database, "c1")),
    "her proofs": lambda database: proofs_of(database, "c1", waiting=True),
    "her choice": lambda database: record_choices(database, [CHOICE]),
    "a webhook": lambda database: ProviderEvents(database, ADDRESS_KEY).store(SAID, frozenset(Reaction)),
    "a message": lambda database: read(database, lambda connection: known_messages(connection, ["m"])),
    "a number": lambda database: write(database, lambda one: owners(one, "+4915112345678", Channel.SMS, KEY)),
    "a rate": lambda database: ProviderRates(database, {"sendgrid": 10}).turns("sendgrid", 5),
    "cleaning": lambda database: [delete_old(database, kind) for kind in outdated(AGES)],
    "suppressed addresses": lambda database: suppress_addresses(
        database,
        [SuppressedAddress(channel=Channel.EMAIL, address="a@x", scope="everything", cause="c", at=START)],
        KEY,
    ),
}
HARMLESS = re.compile(r"SCAN (CONSTANT ROW|\(subquery|catalogue\b|\w+ USING INDEX ix_inbox_due\b)")
"""Few rows, or only those that wait."""


@pytest.mark.parametrize("work", WORK)
def test_nothing_is_read_through_for_one_request(database: Engine, work: str) -> None:
    if database.dialect.name != "sqlite":
        pytest.skip("the planner of PostgreSQL goes by statistics")
    asked: list[tuple[str, Any]] = []

    def keep(
        _connection: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool
    ) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            asked.append((statement, parameters[0] if many else parameters))

    event.listen(database, "before_cursor_execute", keep)
    WORK[work](database)
    event.remove(database, "before_cursor_execute", keep)
    with database.connect() as connection:
        plans = [
            row.detail
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
    assert asked
    scans = [line for line in plans if line.startswith("SCAN ") and not HARMLESS.match(line)]
    assert scans == []
