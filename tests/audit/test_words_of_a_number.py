"""What is said from a number is the word of everybody who has it, and the last word of an address counts."""

import pytest
from sqlalchemy import Engine, text

from audit.address import AddressKey
from audit.database import read, write
from audit.inbox import Inbox
from audit.ledger import SqlLedger
from audit.provider_events import ProviderEvents
from engine.contracts.answers import Accepted, NotNow
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Suppressed
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.audit.said import NOTHING, NUMBER, said, sent, signalled, word
from tests.audit.samples import ADDRESS, ADDRESS_KEY, RENDERED, at, deliver, journal, profile, recall_of, record


async def has_number(ledger: SqlLedger, *customers: str, phone: str = NUMBER) -> None:
    for customer in customers:
        await ledger.record(record(journal(profile=profile(phone=phone)), customer=customer))


async def text_message(ledger: SqlLedger, id: str, customer: str, hours: float = 0) -> None:
    when = at(hours * 3600)
    await sent(
        ledger, Accepted(), message_id=id, customer_id=customer, channel=Channel.SMS, address=NUMBER, decided_at=when
    )


async def test_a_stop_is_the_word_of_everybody_who_has_the_number_as_each_spells_it(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await has_number(ledger, "c-1", phone="+49 30 / 123-4567")
    await has_number(ledger, "c-2")
    await has_number(ledger, "c-3", phone="+49301234568")
    await text_message(ledger, "m-1", "c-2")
    assert events.store([word(Reaction.UNSUBSCRIBED, "s")], NOTHING) == {"signalled": 2}
    found = {one.customer_id: one.input for one in Inbox(database).pending(10)}
    assert {
        who: (entry.message_id, entry.address, entry.everything)
        for who, entry in found.items()
        if isinstance(entry, Feedback)
    } == {"c-1": ("", "+49 30 / 123-4567", True), "c-2": ("m-1", NUMBER, True)}


async def test_a_reply_answers_the_newest_message_to_the_number(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await has_number(ledger, "c-1", "c-2")
    await text_message(ledger, "m-1", "c-1", 1)
    await text_message(ledger, "m-2", "c-2", 2)
    await text_message(ledger, "m-3", "c-1", 3)
    reply = said("replied", "r", message=None, number=NUMBER, channel=Channel.SMS)
    assert events.store([reply], NOTHING) == {"signalled": 1}
    assert signalled(database) == [("c-1", "m-3", "replied")]
    stranger = said("replied", "x", message=None, number="+49309999999", channel=Channel.SMS)
    assert events.store([stranger], NOTHING) == {"unmatched": 1}


async def test_profiles_of_before_are_found_as_well(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await has_number(ledger, "c-1")
    write(database, lambda connection: connection.execute(text("UPDATE profile SET phone_hash = NULL")))
    assert events.store([word(Reaction.UNSUBSCRIBED, "s")], NOTHING) == {"signalled": 1}
    query = text("SELECT phone_hash FROM profile")
    hashed = read(database, lambda connection: connection.scalars(query).all())
    assert hashed == [AddressKey(ADDRESS_KEY).hash(NUMBER)]


def suppressed(seq: int, scope: str, cause: str, *, days: float = 0) -> Suppressed:
    return Suppressed.model_validate(
        {"seq": seq, "at": at(days=days), "channel": "email", "address": ADDRESS, "scope": scope, "cause": cause}
    )


@pytest.mark.parametrize(
    ("entries", "answer"),
    [
        ([suppressed(0, "everything", "stopped")], "suppressed"),
        ([suppressed(0, "everything", "stopped"), suppressed(1, "nothing", "started", days=1)], None),
        ([suppressed(0, "everything", "stopped"), suppressed(1, "nothing", "started")], None),
        ([suppressed(0, "nothing", "started"), suppressed(1, "everything", "stopped")], "suppressed"),
        ([suppressed(0, "nothing", "started"), suppressed(1, "everything", "stopped", days=1)], "suppressed"),
        ([suppressed(0, "everything", "bounced"), suppressed(1, "nothing", "started", days=1)], None),
        ([suppressed(0, "everything", "erased"), suppressed(1, "nothing", "started", days=1)], "suppressed"),
        ([suppressed(0, "marketing", "complained"), suppressed(1, "nothing", "started", days=1)], "suppressed"),
    ],
)
async def test_a_claim_goes_by_the_last_word_of_the_address(
    ledger: SqlLedger, entries: list[Suppressed], answer: str | None
) -> None:
    await ledger.record(record(journal(*entries), customer="c-2"))  # whoever shares it
    claimed = await ledger.claim(deliver(), RENDERED, 60)
    assert (claimed.why if isinstance(claimed, NotNow) else None) == answer
    # and so does whoever is recalled after a terminate
    await ledger.record(record(journal(profile=profile(email=ADDRESS))))
    assert bool((await ledger.recall(recall_of())).suppressions) == (answer is not None)
