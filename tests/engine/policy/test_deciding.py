"""The total order, rule 1, holds and their counters, pauses, expiry."""

from typing import Any

import pytest

from engine.contracts.answers import Accepted, NotNow
from engine.contracts.commands import CancelDelivery
from engine.contracts.inputs import ConsentChange, Journaled, Propose, Track
from engine.contracts.journal import Decided
from engine.contracts.verbs import Pause, Resume
from engine.customer.marks import Carrier
from engine.customer.state import MAX_PROPOSALS, MAX_SEEN
from engine.language.terms import Channel
from tests.engine.books import Books, journey, message, send, wait
from tests.engine.lives import Life, at

TWO: dict[str, Any] = {"channels": {"email": {}, "sms": {}}}


def test_the_total_order() -> None:
    kinds = {
        "promo-high": {"purpose": "promotional", "priority": 90},
        "life-mid": {"purpose": "lifecycle", "priority": 50},
        "survey-low": {"purpose": "survey", "priority": 10},
        "note": {"purpose": "service", "priority": 1},
        "receipt": {"purpose": "transactional", "priority": 0},
    }
    journeys = [journey(f"j-{name}", send(name)) for name in kinds]
    she = Life(Books(*journeys, messages=tuple(message(name, **kind) for name, kind in kinds.items())))
    she.track("purchase")
    assert [name for _, name in she.sent()] == ["receipt", "note", "promo-high", "life-mid", "survey-low"]


def test_equal_ones_go_by_time_then_by_id() -> None:
    books = Books(messages=(message("x"), message("y", priority=60)))
    she = Life(books)
    she.control(Pause(), "0")
    for number in range(6):
        she.propose("x", f"{1 + number // 3}h")
    she.propose("y", "3h")
    she.control(Resume(), "4h")
    decided = [one for one in she.entries if isinstance(one, Decided) and one.verdict == "send"]
    assert [one.message for one in decided] == ["y"] + ["x"] * 6
    assert [(one.due, one.message_id) for one in decided[1:]] == sorted(
        (one.due, one.message_id) for one in decided[1:]
    )


def test_a_drop_at_expiry_carries_what_held_it() -> None:
    she = Life(Books(messages=(message("hello", expires="1d"),)))
    she.control(Pause(), "0")
    she.propose("hello", "1h")
    she.advance("9d")
    assert she.dropped() == [("1d1h", "hello", "paused")]
    (decided,) = [one for one in she.entries if isinstance(one, Decided) and one.verdict == "drop"]
    assert decided.rules[0].evidence["held_until_expiry"] is True


@pytest.mark.parametrize(
    ("purpose", "expires"),
    [
        ("transactional", "1d"),
        ("service", "3d"),
        ("lifecycle", "7d"),
        ("promotional", "3d"),
        ("content", "14d"),
        ("survey", "7d"),
    ],
)
def test_the_expiry_of_each_purpose(purpose: str, expires: str) -> None:
    she = Life(Books(messages=(message("hello", purpose=purpose),)))
    she.control(Pause(), "-1h")
    she.propose("hello", "0")
    she.advance("30d")
    assert [when for when, *_ in she.dropped()] == [expires]


def test_a_hold_that_stays_the_same_is_counted_and_not_recorded_again() -> None:
    she = Life(Books(journey("a", wait("9d"), enter="viewed"), messages=(message("hello"),)))
    she.control(Pause(), "0")
    she.propose("hello", "1h")
    for hour in range(2, 6):
        she.track("viewed", f"{hour}h")
    she.control(Resume(), "1d")
    decided = [one for one in she.entries if isinstance(one, Decided)]
    assert [(one.verdict, one.held_before) for one in decided] == [("hold", 0), ("send", 4)]


def test_everything_is_paused_and_resumed() -> None:
    she = Life(Books(journey("a", send("hello"), wait("1d"), send("next"))))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    assert she.entered() == [("1h", "a")]  # triggers are still absorbed
    she.control(Resume(), "2d")
    she.advance("9d")
    assert she.sent() == [("2d", "hello"), ("3d", "next")]


def test_a_pause_of_one_journey_leaves_others_alone() -> None:
    she = Life(Books(journey("a", send("hello")), journey("b", send("other"))))
    she.control(Pause(journey="a"), "0")
    she.track("purchase", "1h")
    assert she.sent() == [("1h", "other")]
    she.control(Resume(journey="b"), "2h")
    assert len(she.sent()) == 1
    she.control(Resume(journey="a"), "3h")
    assert she.sent()[1:] == [("3h", "hello")]


def test_a_paused_channel_makes_way_for_the_next_one() -> None:
    she = Life(Books(messages=(message("hello", channels=["email", "sms"]),), policy=TWO), phone="+49151")
    she.control(Pause(channel=Channel.EMAIL), "0")
    she.propose("hello", "1h")
    assert [one.channel for one in she.deliveries()] == ["sms"]


@pytest.mark.parametrize("sms", ["missing", "denied", "paused"])
def test_a_paused_channel_without_another_holds(sms: str) -> None:
    phone = None if sms == "missing" else "+49151"
    she = Life(Books(messages=(message("hello", channels=["email", "sms"]),), policy=TWO), phone=phone)
    if sms == "denied":
        she.identify("-5m", ConsentChange(status="denied", channel=Channel.SMS))
    if sms == "paused":
        she.control(Pause(channel=Channel.SMS), "-5m")
    she.control(Pause(channel=Channel.EMAIL), "0")
    she.propose("hello", "1h")
    assert she.held() == [("1h", "hello", "paused")]
    she.control(Resume(channel=Channel.EMAIL), "2h")
    assert [(one.channel.value) for one in she.deliveries()] == ["email"]


def test_at_most_200_proposals() -> None:
    she = Life(Books(messages=(message("hello"),)))
    she.control(Pause(), "0")
    for number in range(MAX_PROPOSALS + 2):
        she.propose("hello", f"{number + 1}s")
    assert [why for *_, why in she.dropped()] == ["limit", "limit"]
    assert len(she.state.proposals) == MAX_PROPOSALS


def test_a_step_beyond_the_bound_goes_on() -> None:
    she = Life(Books(journey("a", send("hello"), wait("1d")), messages=(message("x"),)))
    she.control(Pause(), "0")
    for number in range(MAX_PROPOSALS):
        she.propose("x", f"{number + 1}s")
    she.track("purchase", "1h")
    assert she.dropped() == [("1h", "hello", "limit")]
    assert she.moves() == [("1h", "pause")]


def test_a_proposal_of_what_is_not_published_is_alerted() -> None:
    she = Life(Books())
    she.propose("gone", "0")
    assert (she.alerts(), she.state.proposals) == (["proposal refused"], [])


def test_a_proposal_seen_twice_is_one() -> None:
    she = Life(Books(messages=(message("hello"),)))
    for when in ("0", "1h"):
        she.feed(Propose(id="p", at=at("0"), message="hello", origin="broadcast"), when)
    assert she.sent() == [("0", "hello")]


def test_an_opt_out_or_a_pause_calls_back_what_is_on_its_way() -> None:
    for word in ("opt-out", "pause", "address"):
        she = Life(Books(messages=(message("hello"),)))
        she.answers["hello"] = [None]
        she.propose("hello", "0")
        if word == "opt-out":
            she.identify("1s", ConsentChange(status="denied"))
        elif word == "pause":
            she.control(Pause(), "1s")
        else:
            she.identify("1s", email="new@example.com")
        she.track("viewed", "2s")
        called = [one for one in she.commands if isinstance(one, CancelDelivery)]
        assert len(called) == 1, word
        she.answer("hello", NotNow(why="cancelled"), "3s")
        match word:
            case "opt-out":
                assert she.dropped() == [("3s", "hello", "opted_out")]
            case "pause":
                assert she.held() == [("3s", "hello", "paused")]
            case _:
                assert [one.address for one in she.deliveries()] == ["c-1@example.com", "new@example.com"]


def test_what_does_not_concern_it_leaves_a_delivery_alone() -> None:
    she = Life(Books(messages=(message("hello"),)))
    she.answers["hello"] = [None]
    she.propose("hello", "0")
    she.control(Pause(journey="b"), "1s")
    she.identify("2s", ConsentChange(status="denied", channel=Channel.SMS), n=5)
    assert [one for one in she.commands if isinstance(one, CancelDelivery)] == []
    she.answer("hello", Accepted(), "3s")
    assert [one.message for one in she.state.sent] == ["hello"]


def test_every_rule_looked_at_is_on_record() -> None:
    she = Life(Books(messages=(message("hello"),)))
    she.propose("hello", "0")
    (decided,) = [one for one in she.entries if isinstance(one, Decided)]
    assert [(look.rule, look.verdict) for look in decided.rules] == [
        ("still wanted", "send"),
        ("channel", "send"),
        ("consent and suppression", "send"),
        ("channel pause", "send"),
        ("way out", "send"),
    ]


@pytest.mark.parametrize("told", ["an input for later", "the ledger"])
def test_what_is_held_is_decided_by_a_new_catalogue_whoever_tells_of_it(told: str) -> None:
    none = {"name": "none", "counts": {"class": "marketing"}, "max": 0, "per": "7d", "over": "hold"}
    books = Books(messages=(message("hello"),), policy={"caps": [none]})
    she = Life(books)
    she.propose("hello", "0")
    number = books.publish(messages=(message("hello"),))
    if told == "the ledger":
        she.state.carriers.append(Carrier(command="record/90-90", first=90, last=90))
        she.feed(Journaled(id="record/90-90", answer=NotNow(why="catalogue", number=number)), "2h")
    else:
        she.feed(Track(id="later", type="viewed", at=at("2h30s"), catalogue=number), "2h")
    assert she.sent() == [("2h", "hello")]


def test_a_proposal_that_comes_again_while_its_message_waits_changes_nothing() -> None:
    she = Life(Books(messages=(message("hello", expires="20d"),)))
    she.control(Pause(), "-5m")
    again = Propose(id="again", at=at("0"), message="hello")
    she.feed(again, "0")
    for number in range(MAX_SEEN):
        she.track("viewed", f"8d{number}s")
    she.feed(again, "9d")
    assert len(she.state.proposals) == 1
    she.control(Resume(), "10d")
    assert she.sent() == [("10d", "hello")]
