"""Goals: within a window, once, credited to a message."""

import pytest

from engine.contracts.answers import Accepted
from tests.engine.books import Books, journey, send, wait
from tests.engine.lives import Life, at

ENTRY = {"trigger": "viewed", "within": "5d of entry"}
MESSAGE = {"trigger": "viewed", "within": "2d of message"}


@pytest.mark.parametrize(("when", "reached"), [("0", True), ("4d23h", True), ("5d", False)])
def test_a_window_of_entry_is_half_open(when: str, reached: bool) -> None:
    she = Life(Books(journey("a", wait("1h"), goal=ENTRY)))
    she.track("purchase")
    she.track("viewed", when)
    assert bool(she.goals()) is reached  # the enrolment is over after an hour: its window is not


@pytest.mark.parametrize(
    ("when", "credited"), [("1h", None), ("1d1h", "first"), ("3d1h", None), ("6d", "second"), ("7d", None)]
)
def test_a_window_of_message_counts_from_each_sending(when: str, credited: str | None) -> None:
    steps = [wait("1d", id="w1"), send("first"), wait("4d", id="w2"), send("second")]
    she = Life(Books(journey("a", *steps, goal=MESSAGE)))
    she.track("purchase")
    she.track("viewed", when)
    assert [one.credited_to for one in she.goals()] == ([she.delivery(credited).message_id] if credited else [])


def test_once_per_enrolment() -> None:
    she = Life(Books(journey("a", wait("1h"), goal=ENTRY)))
    she.track("purchase")
    she.track("purchase", "1h")
    for hour in (2, 3):
        she.track("viewed", f"{hour}h")
    assert len(she.goals()) == 2
    assert len({one.enrolment_id for one in she.goals()}) == 2


def test_the_event_time_counts_and_credits() -> None:
    steps = [send("first"), wait("1d"), send("second")]
    she = Life(Books(journey("a", *steps, goal=ENTRY)))
    she.track("purchase")
    she.advance("2d")
    she.track("viewed", "9d", event="23h")
    (goal,) = she.goals()
    assert (goal.event_at, goal.credited_to) == (at("23h"), she.delivery("first").message_id)


def test_a_message_sent_at_the_very_instant_earns_no_credit() -> None:
    she = Life(Books(journey("a", send("first"), wait("1d"), send("second"), goal=ENTRY)))
    she.track("purchase")
    she.advance("1d")
    she.track("viewed", "1d1h", event="1d")
    assert she.goals()[0].credited_to == she.delivery("first").message_id


def test_when_and_value_read_the_event_and_the_run_also_after_its_end() -> None:
    goal = {**ENTRY, "when": "event.product == run.product", "value": "event.amount"}
    she = Life(Books(journey("a", wait("1h"), goal=goal, remember={"product": "event.product"})))
    she.track("purchase", product="cd")
    she.track("viewed", "1d", product="lp", amount=3)
    she.track("viewed", "2d", product="cd", amount=7.5)
    assert [one.value for one in she.goals()] == [7.5]


def test_a_value_beyond_every_number_is_none() -> None:
    she = Life(Books(journey("a", wait("1h"), goal={**ENTRY, "value": "event.amount"})))
    she.track("purchase")
    she.track("viewed", "1d", amount=10**400)
    assert [one.value for one in she.goals()] == [None]


def test_a_goal_of_a_message_that_left_while_its_enrolment_ended() -> None:
    she = Life(Books(journey("a", send("first"), goal=MESSAGE, exit=[{"trigger": "returned"}])))
    she.answers["first"] = [None]
    she.track("purchase")
    she.track("returned", "1s")
    she.advance("1h")
    she.answer("first", Accepted(), "2h")
    she.track("viewed", "1d")
    assert len(she.goals()) == 1


def test_a_window_longer_than_what_caps_remember() -> None:
    goal = {"trigger": "viewed", "within": "200d of message"}
    she = Life(Books(journey("a", send("first"), goal=goal), journey("b", send("x"), enter="returned")))
    she.track("purchase")
    she.track("returned", "1d")
    she.track("activated", "150d")
    she.track("viewed", "190d")
    assert she.goals()[0].credited_to == she.delivery("first").message_id
    she.track("activated", "300d")
    assert (she.state.goals, she.state.sent) == ([], [])


def test_watches_are_forgotten_after_their_window() -> None:
    she = Life(Books(journey("a", wait("1h"), goal=ENTRY)))
    she.track("purchase")
    she.track("activated", "5d23h")
    assert len(she.state.goals) == 1
    she.track("activated", "6d")
    assert she.state.goals == []
