"""Messages of enrolments that move to another version: nothing is sent again, nothing on its way is lost."""

from typing import Any

import pytest

from engine.contracts.answers import Accepted, NotNow
from engine.contracts.verbs import Migrate, Pause, Resume
from engine.language.journey import Journey
from tests.engine.books import Books, message, send, wait, wait_for
from tests.engine.inputs.post import AWAY, HOME, Post
from tests.engine.journeys.moves import LISTEN, life, move, version
from tests.engine.lives import Life

SETTLED = {"continue": "when_settled"}


@pytest.mark.parametrize(
    ("steps", "mapped", "sent"),
    [
        ((wait("2d", "w"), send("hello"), send("bye")), {}, ["bye"]),
        ((wait("2d", "w"), send("hello", id="greet"), send("bye")), {"hello": "greet"}, ["bye"]),
        ((wait("2d", "w"), send("hello", id="greet"), send("bye")), {}, ["bye"]),
        ((send("hello"), wait("2d", "w"), send("hello", id="again"), send("bye")), {}, ["hello", "bye"]),
        ((send("hello"), wait("2d", "x"), send("bye")), {"w": "hello"}, ["bye"]),
    ],
)
def test_what_was_sent_is_never_sent_again_because_of_a_move(
    steps: tuple[Any, ...], mapped: dict[str, str | None], sent: list[str]
) -> None:
    she = life(send("hello"), wait("2d", "w"), send("bye"))
    move(she, "1d", *steps, mapped=mapped)
    she.advance("200d")
    assert [one for _, one in she.sent()][1:] == sent


def test_what_was_sent_long_ago_is_known_after_a_second_move_too() -> None:
    she = life(send("hello"), wait("400d", "w"), send("bye"))
    move(she, "1d", send("hello", id="greet"), wait("400d", "w"), send("bye"), mapped={"hello": "greet"})
    move(she, "300d", wait("400d", "w"), send("hello", id="welcome"), send("bye"), mapped={"greet": "welcome"})
    she.advance("500d")
    assert [one for _, one in she.sent()] == ["hello", "bye"]


def test_what_steps_sent_that_have_become_one_is_not_sent_again() -> None:
    she = life(send("hello"), send("tips"), wait("2d", "w"), send("bye"))
    one = (send("hello"), wait("2d", "x"), send("tips", id="more"), send("bye"))
    move(she, "1d", *one, mapped={"tips": "hello", "w": "hello"})
    she.advance("100d")
    assert [one for _, one in she.sent()] == ["hello", "tips", "bye"]


def test_what_a_step_met_is_known_under_its_new_name() -> None:
    def steps(id: str) -> tuple[Any, ...]:
        seen = {"when": f'run.{id}.outcome == "view"', "steps": [send("seen")]}
        choice = {"id": "which", "branch": [seen], "otherwise": [send("unseen")]}
        return wait_for(LISTEN, id=id, timeout="9d"), wait("5d"), choice

    she = life(*steps("listen"))
    she.track("viewed", "1d")
    move(she, "2d", *steps("attend"), mapped={"listen": "attend"})
    she.advance("30d")
    assert she.sent() == [("6d", "seen")]


def test_the_word_of_the_provider_lets_a_renamed_step_go_on() -> None:
    she = life(send("hello", **SETTLED), send("bye"))
    move(she, "1h", send("hello", id="greet", **SETTLED), send("bye"), mapped={"hello": "greet"})
    she.react("delivered", "hello", "2h")
    assert she.sent() == [("0", "hello"), ("2h", "bye")]


def test_a_message_on_its_way_stays_with_its_step() -> None:
    she = Life(Books(version(send("hello"), send("bye"))))
    she.answers["hello"] = [None]
    she.track("purchase")
    move(she, "1h", send("hello", id="greet"), send("more"), mapped={"hello": "greet"})
    assert she.sent() == [("0", "hello")]
    she.answer("hello", Accepted(), "2h")
    assert she.sent() == [("0", "hello"), ("2h", "more")]


def test_a_message_on_its_way_from_a_deleted_step_runs_to_its_end_or_is_called_back() -> None:
    she = Life(Books(version(send("hello"), send("bye"))))
    she.answers["hello"] = [None]
    she.track("purchase")
    move(she, "1h", wait("1d"), send("bye"))
    assert [one.kind for one in she.commands if one.kind == "cancel_delivery"] == ["cancel_delivery"]
    she.answer("hello", NotNow(why="cancelled"), "2h")
    assert she.dropped() == [("2h", "hello", "cancelled")]
    assert she.sent() == [("0", "hello"), ("2h", "bye")], "never in another order"


def test_a_deleted_step_takes_its_held_message_along() -> None:
    she = Life(Books(version(send("hello"), send("bye"))))
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    move(she, "2h", send("bye"))
    she.control(Resume(), "3h")
    assert she.dropped() == [("2h", "hello", "cancelled")]
    assert she.sent() == [("3h", "bye")]


def test_a_message_that_waits_is_wanted_as_its_step_says_under_its_new_name() -> None:
    def letter(id: str) -> Journey:
        return version(
            send("hello", id=id, unless="customer.plan == 'none'", **{"continue": "when_proposed"}), wait("9d")
        )

    she = Life(Books(letter("one")))
    she.control(Pause(), "-1m")
    she.track("purchase")
    number = she.books.publish(letter("two"))
    move = Migrate(journey="a", to_version=she.books.version("a", number), catalogue=number, steps={"one": "two"})
    she.control(move, "1h")
    she.identify("2h", plan="none")
    assert she.dropped() == [("2h", "hello", "condition_false")] and she.sent() == []


def test_a_letter_that_comes_back_after_a_move_is_wanted_as_its_step_says_under_its_new_name() -> None:
    def letter(id: str) -> Journey:
        return version(send("card", id=id, unless="customer.plan == 'none'"), wait("9d"))

    card, policy = message("card", channels=["mail"]), {"channels": {"mail": {"cut_off": "24h"}}}
    she = Post(Books(letter("one"), messages=(card,), policy=policy), address=HOME)
    she.says = None
    she.track("purchase")
    she.identify("1h", address=AWAY)
    number = she.books.publish(letter("two"), messages=(card,), policy=policy)
    move = Migrate(journey="a", to_version=she.books.version("a", number), catalogue=number, steps={"one": "two"})
    she.control(move, "2h")
    assert [one.sends for one in she.state.enrolments] == [{"two": "card"}]
    she.identify("3h", plan="none")
    she.printer("withdrawn", "4h")
    assert she.dropped() == [("4h", "card", "condition_false")]
    assert [one.sends for one in she.state.enrolments] == [{}]
