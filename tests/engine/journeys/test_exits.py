"""Leaving at once: by a trigger or a condition, in any wait, with a message held or on its way."""

from typing import Any

import pytest

from engine.contracts.answers import Accepted, NotNow
from engine.contracts.commands import CancelDelivery
from engine.contracts.verbs import Pause, Resume
from tests.engine.books import Books, Step, journey, message, send, wait, wait_for
from tests.engine.lives import Life

BACK = [{"trigger": "returned", "outcome": "back"}]
LOOKUP: Step = {"id": "find", "lookup": "nearest", "into": "run.store"}


@pytest.mark.parametrize(
    "step",
    [
        wait("3d"),
        wait({"days": 2, "at": "10:00"}),
        wait({"quiet_for": "2d", "of": ["viewed"], "at_most": "9d"}),
        wait_for({"name": "v", "trigger": "viewed"}),
        wait_for({"name": "v", "trigger": "viewed"}, timeout="5d"),
        wait_for({"name": "c", "condition": "since(viewed) >= 2d"}),
    ],
)
def test_a_trigger_ends_it_in_any_wait(step: Step) -> None:
    she = Life(Books(journey("a", step, send("never"), exit=BACK)))
    she.track("purchase")
    she.track("returned", "1d")
    she.advance("30d")
    assert she.ended() == [("1d", "a", "back")]
    assert she.sent() == []


def test_an_exit_takes_the_held_message_with_it() -> None:
    she = Life(Books(journey("a", send("hello"), exit=BACK)))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.track("returned", "2h")
    she.control(Resume(), "3h")
    she.advance("30d")
    assert she.held() == [("1h", "hello", "paused")]
    assert she.dropped() == [("2h", "hello", "exited")]
    assert she.sent() == []


def test_an_exit_calls_the_message_on_its_way_back() -> None:
    she = Life(Books(journey("a", send("hello"), send("next"), exit=BACK)))
    she.answers["hello"] = [None]
    she.track("purchase")
    she.track("returned", "1s")
    delivery = she.delivery("hello")
    assert CancelDelivery(message_id=delivery.message_id, attempt=1) in she.commands
    she.answer("hello", NotNow(why="cancelled"), "2s")
    assert she.dropped() == [("2s", "hello", "exited")]
    assert she.state.proposals == []
    assert she.ended() == [("1s", "a", "back")]


def test_a_request_that_was_written_runs_to_its_end_and_counts() -> None:
    she = Life(Books(journey("a", send("hello"), send("next"), exit=BACK)))
    she.answers["hello"] = [None]
    she.track("purchase")
    she.track("returned", "1s")
    she.answer("hello", Accepted(), "2s")
    she.advance("9d")
    assert [one.message for one in she.state.sent] == ["hello"]
    assert she.sent() == [("0", "hello")]


def test_an_exit_ends_it_in_back_off() -> None:
    she = Life(Books(journey("a", send("hello"), exit=BACK)))
    she.answers["hello"] = [NotNow(why="throttled")]
    she.track("purchase")
    she.track("returned", "1s")
    she.advance("9d")
    assert she.dropped() == [("1s", "hello", "exited")]
    assert she.sent() == [("0", "hello")]  # the one attempt before


def test_an_exit_ends_it_while_a_look_up_is_asked() -> None:
    she = Life(Books(journey("a", LOOKUP, send("never"), exit=BACK)))
    she._rehearsal._answering = lambda command: None
    she.track("purchase")
    she.track("returned", "1s")
    assert she.ended() == [("1s", "a", "back")]


def test_only_an_exit_whose_when_is_true_ends_it() -> None:
    mine = [{"trigger": "returned", "when": "event.order_id == run.order"}]
    she = Life(Books(journey("a", wait("9d"), remember={"order": "event.order_id"}, exit=mine)))
    she.track("purchase", order_id="o-1")
    she.track("purchase", "1h", order_id="o-2")
    she.track("returned", "2h", order_id="o-2")
    assert [one.run["order"] for one in she.state.enrolments] == ["o-1"]
    assert she.ended() == [("2h", "a", "exited")]


def test_exits_ignore_the_age_of_an_event() -> None:
    she = Life(Books(journey("a", wait("9d"), exit=BACK)))
    she.track("purchase")
    she.track("returned", "5d", event="1h")
    assert she.ended() == [("5d", "a", "back")]


def test_the_entering_trigger_never_meets_its_own_exits_or_goal() -> None:
    again = [{"trigger": "purchase", "outcome": "another"}]
    goal = {"trigger": "purchase", "within": "9d of entry"}
    she = Life(Books(journey("a", wait("9d"), exit=again, goal=goal)))
    she.track("purchase")
    assert (she.ended(), she.goals()) == ([], [])
    she.track("purchase", "1h")
    assert she.ended() == [("1h", "a", "another")]
    assert len(she.goals()) == 1


def test_a_condition_ends_it_by_an_input_and_by_the_clock() -> None:
    gone = [{"condition": 'customer.plan == "none"', "outcome": "gone"}]
    silent = [{"condition": "since(viewed) >= 2d", "outcome": "silent"}]
    she = Life(Books(journey("a", wait("9d"), exit=gone), journey("b", wait("9d"), exit=silent)))
    she.track("viewed")
    she.track("purchase", "1h")
    she.track("viewed", "1d")
    she.advance("2d23h59m59s")
    assert she.ended() == []
    she.advance("3d")
    assert she.ended() == [("3d", "b", "silent")]
    she.identify("4d", plan="none")
    assert she.ended()[1:] == [("4d", "a", "gone")]


def test_a_fact_that_a_step_writes_can_end_it() -> None:
    steps: list[Step] = [{"id": "mark", "set": {"run.x": 1}}, send("never")]
    she = Life(Books(journey("a", *steps, exit=[{"condition": "run.x == 1", "outcome": "marked"}])))
    she.track("purchase")
    assert she.ended() == [("0", "a", "marked")]
    assert (she.sent(), she.dropped()) == ([], [("0", "never", "exited")])


def test_what_is_taken_back_in_the_instant_of_its_decision_never_starts() -> None:
    # `first` is decided to go; `second` is dropped, and the steps after it end the other enrolment.
    ends: list[Step] = [send("second"), {"id": "mark", "update": {"customer.stage": "over"}}]
    books = Books(
        journey("a", send("first"), exit=[{"condition": 'customer.stage == "over"'}]),
        journey("b", *ends),
        messages=(message("first", priority=90), message("second", channels=["sms"])),
        policy={"channels": {"email": {}, "sms": {}}},
    )
    she = Life(books)
    she.track("purchase")
    assert she.deliveries() == []
    assert ("0", "first", "exited") in she.dropped()
    assert she.state.proposals == []


def test_messages_of_an_enrolment_whose_steps_are_through_still_end_with_it() -> None:
    she = Life(Books(journey("a", send("hello", **{"continue": "when_proposed"}), exit=BACK)))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    assert she.ended() == []  # it stays for its message
    she.track("returned", "2h")
    assert she.ended() == [("2h", "a", "back")]
    assert she.dropped() == [("2h", "hello", "exited")]


def test_cancel_on_takes_a_held_message_back_and_the_journey_goes_on() -> None:
    books = Books(journey("a", send("hello"), wait("1d")), messages=(message("hello", cancel_on=["returned"]),))
    she = Life(books)
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.track("returned", "2h")
    she.advance("9d")
    assert she.dropped() == [("2h", "hello", "cancelled")]
    assert she.ended() == [("1d2h", "a", "completed")]


def test_cancel_on_calls_back_what_is_on_its_way() -> None:
    books = Books(journey("a", send("hello"), wait("1d")), messages=(message("hello", cancel_on=["returned"]),))
    she = Life(books)
    she.answers["hello"] = [None]
    she.track("purchase")
    she.track("returned", "1s")
    she.answer("hello", NotNow(why="cancelled"), "2s")
    assert she.dropped() == [("2s", "hello", "cancelled")]


@pytest.mark.parametrize(
    ("steps", "more", "outcome"),
    [
        ([wait("1d")], {}, "completed"),
        ([{"id": "x", "end": "lapsed"}], {}, "lapsed"),
        ([wait_for({"name": "v", "trigger": "viewed"}, timeout={"after": "1d", "go": "end"})], {}, "timed_out"),
        ([wait({"days": 0, "at": "01:00"}, past="exit")], {}, "past"),
        ([wait("9d")], {"exit": [{"condition": "since(purchase) >= 1d"}]}, "exited"),
    ],
)
def test_every_end_has_a_name(steps: list[Step], more: dict[str, Any], outcome: str) -> None:
    she = Life(Books(journey("a", *steps, **more)))
    she.track("purchase")
    she.advance("2d")
    assert [name for *_, name in she.ended()] == [outcome]
