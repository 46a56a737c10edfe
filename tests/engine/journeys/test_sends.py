"""The step `send`: when it happens, when it goes on, and which content it takes."""

from typing import Any

import pytest

from engine.contracts.answers import Accepted
from engine.contracts.verbs import Pause, Resume
from tests.engine.books import SCHEMA, Books, journey, message, send, wait
from tests.engine.lives import Life

REST = wait("99d", id="rest")


def test_when_and_unless_are_looked_at_on_arrival() -> None:
    steps = [
        send("one", when="event.amount > 5"),
        wait("1d", id="w", unless="event.amount > 5"),
        send("two", unless="event.amount > 5"),
    ]
    for amount, sent in ((9, [("0", "one")]), (1, [("1d", "two")])):
        she = Life(Books(journey("a", *steps)))
        she.track("purchase", amount=amount)
        she.advance("9d")
        assert she.sent() == sent


def test_when_and_unless_are_looked_at_again_at_the_decision() -> None:
    she = Life(Books(journey("a", send("hello", unless="happened(viewed, since run)"), REST)))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.track("viewed", "2h")
    assert she.dropped() == [("2h", "hello", "condition_false")]
    she.control(Resume(), "3h")
    assert she.sent() == []
    assert she.moves()[-1] == ("2h", "rest")


@pytest.mark.parametrize(
    ("go_on", "moves"),
    [
        ("when_final", [("0", "hello"), ("1h", "rest")]),
        ("when_proposed", [("0", "rest")]),
        ("when_settled", [("0", "hello"), ("2h", "rest")]),
    ],
)
def test_when_a_send_goes_on(go_on: str, moves: list[tuple[str, str]]) -> None:
    she = Life(Books(journey("a", send("hello", **{"continue": go_on}), REST)))
    she.answers["hello"] = [None]
    she.track("purchase")
    she.answer("hello", Accepted(), "1h")
    she.react("opened", "hello", "90m")
    she.react("delivered", "hello", "2h")
    she.react("bounced", "hello", "3h")
    assert she.moves() == moves


def test_settled_before_the_outcome_goes_on_with_it() -> None:
    she = Life(Books(journey("a", send("hello", **{"continue": "when_settled"}), REST)))
    she.answers["hello"] = [None]
    she.track("purchase")
    she.react("delivered", "hello", "1s")
    she.answer("hello", Accepted(), "1h")
    assert she.moves() == [("0", "hello"), ("1h", "rest")]


def test_what_is_dropped_does_not_keep_a_send_that_waits_for_the_provider() -> None:
    she = Life(Books(journey("a", send("hello", **{"continue": "when_settled"}), REST)), agreed=False)
    she.track("purchase")
    assert she.dropped() == [("0", "hello", "consent_missing")]
    assert she.moves()[-1] == ("0", "rest")


def test_messages_of_one_enrolment_leave_in_the_order_of_its_steps() -> None:
    urgent = message("second", priority=100)
    steps = [send("first", **{"continue": "when_proposed"}), send("second", **{"continue": "when_proposed"})]
    she = Life(Books(journey("a", *steps), messages=(urgent,)))
    she.answers["first"] = [None]
    she.track("purchase")
    assert she.sent() == [("0", "first")]
    she.answer("first", Accepted(), "1h")
    assert she.sent() == [("0", "first"), ("1h", "second")]


def test_a_message_behind_another_one_expires_on_time() -> None:
    steps = [send("first", **{"continue": "when_proposed"}), send("second", **{"continue": "when_proposed"})]
    she = Life(Books(journey("a", *steps), messages=(message("second", expires="1d"),)))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.advance("2d")
    assert she.dropped() == [("1d1h", "second", "expired")]


def test_live_content_follows_and_pinned_content_keeps_the_version_of_entry() -> None:
    steps = [wait("1d"), send("live"), send("fixed")]

    def edition(title: str) -> tuple[Any, ...]:
        return (message("live", title=title), message("fixed", title=title, follow="pinned"))

    books = Books(journey("a", *steps), messages=edition("old"))
    she = Life(books)
    she.track("purchase")
    she.state.catalogue = books.publish(journey("a", *steps), messages=edition("new"))
    she.advance("2d")
    assert [(one.message, one.title) for one in she.deliveries()] == [("live", "new"), ("fixed", "old")]


def test_a_message_withdrawn_under_a_running_enrolment_still_goes() -> None:
    books = Books(journey("a", wait("1d"), send("old")))
    she = Life(books)
    she.track("purchase")
    she.state.catalogue = books.publish(journey("b", REST, enter="viewed"))
    she.advance("2d")
    assert she.sent() == [("1d", "old")]


def test_a_step_narrows_channels_and_lowers_priority() -> None:
    books = Books(
        journey("a", send("one", channels=["sms"]), send("two", priority=1)),
        messages=(message("one", channels=["email", "sms"]), message("two", priority=90)),
        policy={"channels": {"email": {}, "sms": {}}},
    )
    she = Life(books, phone="+491")
    she.answers["two"] = [None]
    she.track("purchase")
    assert [one.channel for one in she.deliveries()] == ["sms", "email"]
    assert [one.priority for one in she.state.proposals] == [1]


def test_content_reads_the_profile_with_what_is_computed() -> None:
    plan: dict[str, Any] = {**SCHEMA, "computed": {"bought": "count(purchase)", "never": "since(viewed)"}}
    she = Life(Books(journey("a", send("hello"), remember={"p": "event.product"}), schema=plan))
    she.track("purchase", product="cd")
    facts = she.deliveries()[0].facts
    assert (facts.customer, facts.run, facts.event) == (
        {"email": "c-1@example.com", "bought": 1},
        {"p": "cd"},
        {"product": "cd"},
    )
