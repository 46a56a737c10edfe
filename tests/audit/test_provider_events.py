"""What providers said: kept once, matched, told to the customers whom it can concern, and to nobody else."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from audit.inbox import Inbox
from audit.ledger import SqlLedger
from audit.provider_events import ProviderEvents
from audit.said import NotTheirs, Said, Voice
from engine.contracts.answers import Accepted, Answer, Refused, Unknown
from engine.contracts.inputs import Feedback
from engine.language.reactions import Reaction
from engine.language.terms import Channel
from tests.audit.said import NOTHING, became, on_record, said, sent, signalled
from tests.audit.samples import at

DELIVERIES = frozenset({Reaction.DELIVERED})


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


async def test_who_has_one_channel_speaks_of_what_is_there_now(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    calls, letters = (Voice(channels=frozenset({one})) for one in (Channel.CALL, Channel.MAIL))
    await sent(ledger, Refused(fault="recipient", suppress=True, detail="no such number"), channel=Channel.CALL)
    assert events.store([said("processed", "c-1", voice=calls)], NOTHING) == {"settled": 1}
    await sent(ledger, Accepted(), attempt=2, channel=Channel.MAIL, address="Kaistraße 4, Hamburg")

    with pytest.raises(NotTheirs, match="'m-1' went out on mail"):
        events.store([said("bounced", "x-1", message="of others"), said("bounced", "c-2", voice=calls)], NOTHING)
    assert became(database) == [("c-1", "c-1", "settled")]
    assert events.store([said("processed", "c-1", voice=calls)], NOTHING) == {}  # said before it went on
    assert events.store([said("printed", "l-1", voice=letters)], NOTHING) == {"signalled": 1}


async def test_who_has_all_other_channels_does_not_speak_of_these(
    database: Engine, ledger: SqlLedger, events: ProviderEvents
) -> None:
    others = Voice(channels=frozenset({Channel.CALL}), others=True)
    await sent(ledger, Accepted(), channel=Channel.CALL)
    await sent(ledger, Accepted(), channel=Channel.MAIL, message_id="m-2")
    with pytest.raises(NotTheirs):
        events.store([said("printed", "1", voice=others)], NOTHING)
    assert events.store([said("printed", "1", message="m-2", voice=others)], NOTHING) == {"signalled": 1}
    assert [message for _, message, _ in signalled(database)] == ["m-2"]
