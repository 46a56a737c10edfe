"""Running enrolments moved to another version: where they come to stand, and what they watch from then on."""

from typing import Any

import pytest

from engine.absorb import absorb
from engine.contracts.answers import Found
from engine.contracts.commands import LookUp
from engine.contracts.inputs import Control, LookedUp, Track
from engine.contracts.journal import Ended, Moved
from engine.contracts.verbs import Migrate
from engine.decide import decide
from engine.definitions import Definitions
from engine.journeys.migrating import destination
from tests.engine.books import Books, journey, send, wait, wait_for
from tests.engine.journeys.moves import LISTEN, life, move, version
from tests.engine.lives import Life, at


def ask(id: str, city: str = "Berlin") -> dict[str, Any]:
    return {"id": id, "lookup": "nearest", "with": {"city": city}, "into": "run.store", "fallback": {"name": "none"}}


def test_a_shorter_wait_that_is_overdue_moves_now_and_a_longer_one_keeps_waiting() -> None:
    shorter, longer = life(wait("10d"), send("one")), life(wait("10d"), send("one"))
    move(shorter, "5d", wait("3d"), send("one"))
    move(longer, "5d", wait("20d"), send("one"))
    longer.advance("30d")
    assert shorter.sent() == [("5d", "one")]
    assert longer.sent() == [("20d", "one")]


def test_a_wait_for_is_measured_anew_and_knows_the_new_outcomes() -> None:
    she = life(wait_for(LISTEN, timeout="10d"), send("one"))
    move(she, "5d", wait_for({"name": "back", "trigger": "returned"}, timeout="7d"), send("one"))
    she.track("viewed", "6d")
    assert she.sent() == []
    she.advance("7d")
    assert she.sent() == [("7d", "one")]
    late = life(wait_for(LISTEN, timeout="10d"), send("one"))
    move(late, "5d", wait_for(LISTEN, timeout={"after": "2d", "go": "end"}), send("one"))
    assert late.ended() == [("5d", "a", "timed_out")]
    assert [type(one) for one in late.entries if isinstance(one, Moved | Ended)] == [Moved, Moved, Ended]


def test_a_wait_that_is_over_at_this_very_instant_is_not_past() -> None:
    she = life(wait("5d", past="exit"), send("one"))
    move(she, "3d", wait("3d", past="exit"), send("one"))
    assert she.sent() == [("3d", "one")]


def test_from_a_deleted_step_to_the_next_that_survives_or_off_the_end() -> None:
    steps = (wait("1d", "w1"), wait("9d", "w2"), wait("1d", "w3"), send("last"))
    on, off = life(*steps), life(*steps)
    move(on, "2d", wait("1d", "w1"), wait("2d", "w3"), send("last"))
    on.advance("20d")
    assert on.sent() == [("4d", "last")]
    move(off, "2d", wait("1d", "w1"))
    assert off.ended() == [("2d", "a", "completed")]


def test_a_mapped_step_of_the_same_kind_goes_on_from_when_it_began() -> None:
    she = life(wait("10d", "old"), send("one"))
    move(she, "4d", wait("9d", "new"), send("one"), mapped={"old": "new"})
    she.advance("30d")
    assert she.sent() == [("9d", "one")]
    gone = life(wait("10d", "old"), send("one"))
    move(gone, "4d", wait("9d", "new"), send("one"), mapped={"old": None})
    assert gone.ended() == [("4d", "a", "completed")]


@pytest.mark.parametrize("now", [ask("query"), ask("ask", "Hamburg")])
def test_another_question_is_asked_anew(now: dict[str, Any]) -> None:
    she = Life(Books(version(ask("ask"), send("bye"))), silent=True)
    she.track("purchase")
    move(she, "1s", now, send("bye"), mapped={"ask": now["id"]})
    for number, question in enumerate(one for one in she.commands if isinstance(one, LookUp)):
        name, which = f"{question.step}/{question.visit}", question.enrolment_id
        found = Found(result={"name": question.args["city"]})
        answer = LookedUp(id=name, enrolment_id=which, step=question.step, visit=question.visit, answer=found)
        she.feed(answer, f"{2 + number}s")
    assert she.sent() == [("3s", "bye")]
    assert she.deliveries()[-1].facts.run["store"] == {"name": now["with"]["city"]}


def test_a_question_that_was_not_asked_yet_is_asked_once() -> None:
    she = Life(Books(version(ask("ask"))))
    order = Migrate(journey="a", to_version=she.books.version("a", she.books.publish(version(ask("q")))), catalogue=2)
    order = order.model_copy(update={"steps": {"ask": "q"}})
    for entry in (Track(id="t", type="purchase", at=at("0")), Control(id="m", at=at("0"), order=order, catalogue=2)):
        absorb(she.state, entry, at("0"), she.definitions)
    commands = decide(she.state, at("0"), she.definitions)
    assert [one.step for one in commands if isinstance(one, LookUp)] == ["q"]


def test_who_came_to_a_newer_version_meanwhile_is_not_moved_back() -> None:
    she = life(wait("10d", "old"))
    number = she.books.publish(version(wait("20d", "ordered")))
    order = Migrate(journey="a", to_version=she.books.version("a", number), catalogue=number, steps={"old": "ordered"})
    she.state.catalogue = she.books.publish(version(wait("30d", "newest")))
    she.track("purchase", "1d")
    she.control(order, "2d")
    assert [one.step for one in she.state.enrolments] == ["ordered", "newest"]


def test_a_goal_is_watched_once_however_often_she_is_moved() -> None:
    goal = {"trigger": "viewed", "within": "9d of entry"}
    she = life(wait("10d"))
    for more in ({"goal": goal}, {"title": "x"}, {"goal": goal, "title": "y"}):
        number = she.books.publish(version(wait("10d"), **more))
        order = Migrate(journey="a", to_version=she.books.version("a", number), catalogue=number)
        entry = Control(id=f"m{number}", at=at("1d"), order=order, catalogue=number)
        absorb(she.state, entry, at("1d"), she.definitions)
    she.track("viewed", "2d")
    assert len(she.goals()) == 1


def test_goal_exits_and_what_is_remembered_are_those_of_the_new_version() -> None:
    she = life(wait("10d"))
    goal = {"trigger": "viewed", "within": "9d of entry"}
    remembered = {"order": "event.order_id"}
    exits = [{"condition": "count(returned) >= 1", "outcome": "back"}]
    she.books.publish(version(wait("10d")))
    she.track("purchase", "1h", order_id="o-1")
    move(she, "1d", wait("10d"), goal=goal, remember=remembered, exit=exits)
    assert [one.run["order"] for one in she.state.enrolments] == [None, "o-1"]
    she.track("viewed", "2d")
    assert len(she.goals()) == 2
    she.track("returned", "3d")
    assert she.ended() == [("3d", "a", "back"), ("3d", "a", "back")]


def test_an_exit_of_the_new_version_that_is_met_already_comes_before_its_steps() -> None:
    other = journey("b", wait("1d"), enter="viewed")
    she = Life(Books(version(wait("10d")), other))
    she.track("purchase")
    exits = [{"condition": "count(purchase) >= 1", "outcome": "bought"}]
    number = she.books.publish(version({"id": "on", "start": "b"}, wait("1d", "w"), exit=exits), other)
    to = she.books.version("a", number)
    order = Migrate(journey="a", to_version=to, catalogue=number, steps={"pause": "on"})
    she.state.catalogue = number
    she.control(order, "1d")
    assert she.ended() == [("1d", "a", "bought")]
    assert she.entered() == [("0", "a")]


def test_others_stay_where_they_are() -> None:
    she = Life(Books(journey("a", wait("10d")), journey("b", wait("10d"), enter="viewed")))
    she.track("viewed")
    number = she.books.publish(journey("a", wait("1d")), journey("b", wait("1d"), enter="viewed"))
    order = Migrate(journey="a", to_version=she.books.version("a", number), catalogue=number)
    she.state.catalogue = number
    she.control(order, "5d")
    she.control(order, "5d1h")
    assert she.ended() == []
    assert [one.version for one in she.state.enrolments] == [she.books.version("b", 1)]


def test_where_it_would_go_is_told_without_a_customer() -> None:
    old = version(wait("1d", "w1"), send("hello"), wait("1d", "w2"))
    books = Books(old)
    number = books.publish(version(wait("5d", "w1"), send("bye"), wait_for(LISTEN, id="hello")))
    known = Definitions(books)
    programs = known.program(books.version("a")), known.program(books.version("a", number))
    found = {step: destination(*programs, step, {}) for step in ("w1", "hello", "w2")}
    assert {step: (one.outcome, one.step) for step, one in found.items()} == {
        "w1": ("stays", "w1"),
        "hello": ("moves", "hello"),
        "w2": ("ends", None),
    }
    assert destination(*programs, "w2", {"w2": "w1"}).outcome == "stays"
