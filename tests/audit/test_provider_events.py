"""What providers said: kept once, matched, told to the customers whom it can concern, and to nobody else."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select, text

from audit.address import AddressKey
from audit.database import read, write
from audit.erasure import bury
from audit.inbox import Inbox
from audit.ledger import SqlLedger
from audit.provider_events import ProviderEvents
from audit.queries.fates import fates
from audit.queries.timeline import timeline
from audit.queries.unmatched import unmatched_events
from audit.said import Meaning, Said
from audit.tables.views import MESSAGES
from engine.contracts.answers import Accepted, Answer, NotNow, Unknown
from engine.contracts.commands import Deliver
from engine.contracts.inputs import Feedback
from engine.contracts.journal import Absorbed, Suppressed
from engine.contracts.ports import Claimed
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.audit.samples import (
    ADDRESS,
    ADDRESS_KEY,
    RENDERED,
    at,
    decided,
    deliver,
    journal,
    profile,
    recall_of,
    record,
)

NOTHING: frozenset[Reaction] = frozenset()
DELIVERIES = frozenset({Reaction.DELIVERED})
NUMBER = "+49301234567"


@pytest.fixture
def events(database: Engine) -> ProviderEvents:
    return ProviderEvents(database, ADDRESS_KEY)


def said(reaction: str, id: str, *, message: str | None = "m-1", seconds: float = 60, **more: object) -> Said:
    return Said.model_validate(
        {
            "provider": "sendgrid",
            "event_id": id,
            "kind": reaction,
            "at": at(seconds),
            "message_id": message,
            "meanings": [{"reaction": reaction, "hard": more.pop("hard", False)}],
            "raw": {"email": "anna@example.com"},
            **more,
        }
    )


def word(reaction: Reaction, id: str, *, number: str = NUMBER) -> Said:
    """STOP or START."""
    meaning = Meaning(reaction=reaction, everything=True)
    return Said(
        provider="twilio",
        event_id=id,
        kind="stop",
        at=at(days=1),
        number=number,
        channel=Channel.SMS,
        meanings=(meaning,),
    )


async def sent(ledger: SqlLedger, answer: Answer | None = None, **changes: object) -> Deliver:
    """Claimed, and settled where there is an answer."""
    command = deliver().model_copy(update=changes)
    assert isinstance(await ledger.claim(command, RENDERED, 60), Claimed)
    if answer is not None:
        await ledger.settle(command, answer)
    return command


def signalled(database: Engine) -> list[tuple[str, str, str]]:
    kept = Inbox(database).pending(100)
    feedback = [(one.customer_id, one.input) for one in kept]
    return [(who, entry.message_id, entry.reaction.value) for who, entry in feedback if isinstance(entry, Feedback)]


def became(database: Engine) -> list[tuple[str, str, str]]:
    query = text("SELECT event_id, customer_id, became FROM provider_event ORDER BY event_id, customer_id")
    return [tuple(row) for row in read(database, lambda connection: connection.execute(query).all())]


def on_record(database: Engine) -> list[tuple[str, str]]:
    query = text("SELECT event_id, reaction FROM feedback ORDER BY event_id")
    return [tuple(row) for row in read(database, lambda connection: connection.execute(query).all())]


async def test_a_bounce_of_a_sent_message_is_told_with_its_channel_and_address(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    assert events.store([said("bounced", "b", hard=True)], NOTHING) == {"signalled": 1}
    [kept] = Inbox(database).pending(10)
    assert kept.customer_id == "c-1"
    assert isinstance(kept.input, Feedback)
    assert (kept.input.id, kept.input.hard, kept.input.channel) == ("sendgrid:b", True, Channel.EMAIL)
    assert kept.input.address == "Anna@Example.com"
    assert on_record(database) == [("sendgrid:b", "bounced")]


async def test_the_same_event_again_changes_nothing(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    batch = [said("complained", "a"), said("complained", "a")]
    assert events.store(batch, NOTHING) == {"signalled": 1}
    assert events.store(batch, NOTHING) == {}
    assert len(became(database)) == len(signalled(database)) == 1


@pytest.mark.parametrize(
    ("answer", "every", "told"),
    [
        (Accepted(), NOTHING, []),
        (Accepted(), DELIVERIES, ["delivered"]),
        (Unknown(), NOTHING, ["processed", "delivered"]),
        (None, NOTHING, ["processed", "delivered"]),
    ],
    ids=["settled", "somebody waits for it", "unknown", "in flight"],
)
async def test_what_only_settles_the_ledger_wakes_nobody_without_a_reason(
    database: Engine,
    ledger: SqlLedger,
    events: ProviderEvents,
    answer: Answer | None,
    every: frozenset[Reaction],
    told: list[str],
) -> None:
    await sent(ledger, answer)
    events.store([said("processed", "p"), said("delivered", "q")], every)
    assert [reaction for _, _, reaction in signalled(database)] == told
    assert on_record(database) == [("sendgrid:p", "processed"), ("sendgrid:q", "delivered")]


async def test_of_opens_the_first_is_told_and_the_earliest_is_on_record(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    events.store([said("opened", "1", seconds=90)], NOTHING)
    events.store([said("opened", "2", seconds=95), said("opened", "3", seconds=80)], NOTHING)
    assert len(signalled(database)) == 1
    assert on_record(database) == [("sendgrid:1", "opened"), ("sendgrid:3", "opened")]
    assert [outcome for _, _, outcome in became(database)] == ["signalled", "settled", "settled"]


async def test_clicks_that_a_journey_looks_at_are_told_each(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    events.store([said("clicked", "1"), said("clicked", "2", seconds=70)], frozenset({Reaction.CLICKED}))
    assert len(signalled(database)) == 2


async def test_machines_wake_nobody_unless_a_rate_is_read(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    events.store([said("opened", "1", machine=True)], NOTHING)
    assert signalled(database) == []
    events.store([said("clicked", "2", machine=True)], DELIVERIES)
    [kept] = Inbox(database).pending(10)
    assert isinstance(kept.input, Feedback)
    assert kept.input.machine
    events.store([said("opened", "3")], NOTHING)  # hers is the first of hers
    assert len(signalled(database)) == 2


async def test_a_delivery_that_is_heard_of_after_the_bounce_moves_nothing_back(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    events.store([said("bounced", "b")], DELIVERIES)
    events.store([said("delivered", "d", seconds=30)], DELIVERIES)
    assert [reaction for _, _, reaction in signalled(database)] == ["bounced"]
    assert len(on_record(database)) == 2


def test_what_cannot_be_matched_is_counted_without_anything_personal(database: Engine, events: ProviderEvents) -> None:
    assert events.store([said("bounced", "b", message="elsewhere"), said("opened", "o", message=None)], NOTHING) == {
        "unmatched": 2
    }
    assert became(database) == [("b", "", "unmatched"), ("o", "", "unmatched")]
    query = text("SELECT private FROM provider_event")
    assert read(database, lambda connection: connection.scalars(query).all()) == [None, None]


async def test_of_an_erased_customer_only_the_fact_is_kept(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await sent(ledger, Accepted())
    bury(database, "c-1")
    assert events.store([said("complained", "a")], NOTHING) == {"erased": 1}
    assert not signalled(database)
    assert not on_record(database)


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


async def test_many_events_are_kept_in_one_go(database: Engine, ledger: SqlLedger, events: ProviderEvents) -> None:
    for number in range(3):
        await sent(ledger, Accepted(), message_id=f"m-{number}", decided_at=at(number))
    batch: Sequence[Said] = [
        said("opened", f"{number}-{again}", message=f"m-{number}", seconds=100 + again)
        for number in range(3)
        for again in range(50)
    ]
    assert events.store(batch, NOTHING) == {"signalled": 3, "settled": 147}
    assert len(signalled(database)) == 3


def test_a_window_of_the_future_is_no_reason_to_lose_it(database: Engine, events: ProviderEvents) -> None:
    late = said("opened", "o").model_copy(update={"at": at() + timedelta(days=40_000)})
    assert events.store([late], NOTHING) == {"unmatched": 1}


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


async def test_what_woke_nobody_shows_in_her_story_and_in_what_became_of_the_message(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    await ledger.record(record(journal(decided(0))))
    await sent(ledger, Accepted())
    quiet = [said("processed", "p", seconds=1), said("delivered", "d", seconds=2), said("delivered", "e", seconds=3)]
    assert events.store([*quiet, said("opened", "o", seconds=4, machine=True)], NOTHING) == {"settled": 4}
    shown = [(one.subject, one.detail) for one in timeline(database, "c-1") if one.what == "trigger"]
    assert shown == [("delivered", "thank-you")]
    heard = [(one.reaction, one.machine) for one in fates(database, "c-1")["m-1"].heard]
    assert heard == [(Reaction.DELIVERED, False), (Reaction.OPENED, True)]
    view = read(database, lambda connection: connection.execute(select(MESSAGES)).one())
    assert (view.delivered_at, view.opened_at) == (at(2), None)
    # absorbed after all, it is told once
    again = Feedback(id="sendgrid:d", at=at(2), message_id="m-1", reaction=Reaction.DELIVERED)
    await ledger.record(record(journal(Absorbed(seq=1, at=at(9), input=again, event_at=at(2)))))
    assert len([one for one in timeline(database, "c-1") if one.what == "trigger"]) == 1


def test_what_could_not_be_matched_is_counted_by_kind(database: Engine, events: ProviderEvents) -> None:
    assert unmatched_events(database) == []
    events.store([said("opened", str(number), message=None) for number in range(3)], NOTHING)
    events.store([said("bounced", "b", message="elsewhere")], NOTHING)
    found = [(one.provider, one.kind, one.count) for one in unmatched_events(database)]
    assert found == [("sendgrid", "opened", 3), ("sendgrid", "bounced", 1)]
