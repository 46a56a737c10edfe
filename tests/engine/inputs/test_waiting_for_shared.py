"""What a customer does when something that all share stands in the way: she waits, and is woken."""

from collections.abc import Mapping
from typing import Any

from engine.contracts.answers import NotNow
from engine.contracts.journal import Decided
from engine.contracts.verbs import LookAgain, Pause
from engine.policy.recompute import differences
from tests.engine.books import Books, journey, message, send
from tests.engine.lives import Life, at

PAUSED = NotNow(why="paused", detail="everything")
SLOW = {"channels": {"email": {"capacity": "5 per day"}}}
FULL = NotNow(why="capacity", until=at("14h"), detail="email")


def life(*answers: NotNow | None, policy: Mapping[str, Any] | None = None) -> Life:
    she = Life(Books(journey("a", send("hello")), messages=(message("hello", expires="5d"),), policy=policy))
    she.answers["hello"] = list(answers)
    return she


def wake(she: Life, when: str) -> None:
    she.control(LookAgain(message_id=she.delivery("hello").message_id), when)


def test_a_pause_for_everybody_waits_without_a_time_until_it_is_woken() -> None:
    she = life(PAUSED)
    she.track("purchase")
    assert she.held() == [("0", "hello", "paused")]
    [held] = [one for one in she.state.proposals if one.stands == "held"]
    assert held.until is None
    she.advance("3h")
    assert she.sent() == [("0", "hello")]
    wake(she, "3h")
    assert she.sent() == [("0", "hello"), ("3h", "hello")]
    assert [one.attempt for one in she.deliveries()] == [1, 2]


def test_unwoken_she_tries_once_a_day_until_it_expires() -> None:
    she = life(*[PAUSED] * 9)
    she.track("purchase")
    she.advance("9d")
    assert [when for when, _ in she.sent()] == ["0", "1d", "2d", "3d", "4d"]
    assert she.dropped() == [("5d", "hello", "paused")]


def test_woken_while_the_answer_is_on_its_way_she_tries_again_at_once() -> None:
    she = life(None, PAUSED)
    she.track("purchase")
    wake(she, "1m")
    she.answer("hello", PAUSED, "2m")
    assert [when for when, _ in she.sent()] == ["0", "2m"]
    assert she.held() == [("2m", "hello", "paused")]  # and waits then: it was woken once


def test_a_guard_is_a_reason_of_its_own() -> None:
    she = life(NotNow(why="guard", detail="journey a"))
    she.track("purchase")
    assert she.held() == [("0", "hello", "guard")]
    wake(she, "1h")
    assert she.sent()[-1] == ("1h", "hello")


def test_no_place_holds_until_the_day_of_her_turn_and_a_free_one_wakes_her() -> None:
    she = life(FULL, FULL, policy=SLOW)
    she.track("purchase")
    [held] = [one for one in she.entries if isinstance(one, Decided) and one.verdict == "hold"]
    assert (held.reason, held.until, held.rules[-2].rule) == ("capacity", at("14h"), "capacity")
    wake(she, "1h")
    assert she.held() == [("0", "hello", "capacity"), ("1h", "hello", "capacity")]  # it was sent in between
    she.control(Pause(journey="another"), "2h")
    assert len(she.held()) == 2  # the same again is only counted
    she.advance("1d")
    assert [when for when, _ in she.sent()] == ["0", "1h", "14h"]


def test_a_customers_own_pause_does_not_end_by_being_woken() -> None:
    she = life(PAUSED)
    she.track("purchase")
    she.control(Pause(), "1h")
    wake(she, "2h")
    assert she.sent() == [("0", "hello")]


def test_who_waits_takes_no_slot_and_an_exit_ends_it() -> None:
    she = Life(Books(journey("a", send("hello"), exit=[{"trigger": "returned"}])))
    she.answers["hello"] = [PAUSED]
    she.track("purchase")
    assert [one.slot for one in she.state.proposals] == [None]
    she.track("returned", "1h")
    assert she.dropped() == [("1h", "hello", "exited")]
    wake(she, "2h")
    assert len(she.deliveries()) == 1


def test_every_decision_follows_from_its_own_evidence() -> None:
    channel = NotNow(why="channel_paused", detail="channel email")
    she = life(FULL, PAUSED, channel, NotNow(why="breaker", until=at("3h")), policy=SLOW)
    she.track("purchase")
    wake(she, "1h")
    wake(she, "2h")
    wake(she, "2h30m")
    she.advance("1d")
    decided = [one for one in she.entries if isinstance(one, Decided)]
    assert [str(one.reason) for one in decided if one.verdict == "hold"] == ["capacity", "paused", "paused", "paused"]
    assert [found for one in decided for found in differences(one)] == []
    assert she.sent()[-1] == ("3h", "hello")
