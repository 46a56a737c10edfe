"""The steps between waits: branch, split, set, update, look-up, start, send."""

from typing import Any

import pytest
from pydantic import JsonValue

from engine.contracts.answers import Found, NotFound
from engine.contracts.commands import LookUp
from engine.contracts.inputs import LookedUp
from engine.contracts.verbs import Pause
from engine.identity import bucket
from tests.engine.books import SCHEMA, Books, Step, journey, send, wait
from tests.engine.lives import Life

REST = wait("99d", id="rest")


def branch(*arms: tuple[str, Step], otherwise: Step) -> Step:
    return {
        "id": "way",
        "branch": [{"when": when, "steps": [step]} for when, step in arms],
        "otherwise": [otherwise],
    }


@pytest.mark.parametrize(("amount", "sent"), [(1, "small"), (5, "some"), (50, "some"), (None, "small")])
def test_the_first_true_arm_is_taken_and_arms_rejoin(amount: JsonValue, sent: str) -> None:
    way = branch(("event.amount >= 5", send("some")), ("event.amount >= 10", send("much")), otherwise=send("small"))
    she = Life(Books(journey("a", way, send("last"))))
    she.track("purchase", amount=amount)
    assert [name for _, name in she.sent()] == [sent, "last"]


def test_branches_nest() -> None:
    inner = {**branch(("1 == 1", send("deep")), otherwise=send("x")), "id": "inner"}
    she = Life(Books(journey("a", branch(("1 == 1", inner), otherwise=send("y")), send("last"))))
    she.track("purchase")
    assert [name for _, name in she.sent()] == ["deep", "last"]


def split(share: int, salt: str = "s") -> Step:
    arms = [
        {"name": "left", "share": f"{share}%", "steps": [send("left")]},
        {"name": "right", "share": f"{100 - share}%"},
    ]
    return {"id": "try", "split": {"salt": salt, "arms": arms}}


def test_arms_go_by_the_bucket() -> None:
    books = Books(journey("a", split(30)))
    for number in range(40):
        she = Life(books, id=f"c-{number}")
        she.track("purchase")
        assert bool(she.sent()) is (bucket("s", f"c-{number}") < 3_000)


def test_an_arm_once_drawn_stays_when_shares_change_and_a_new_salt_draws_again() -> None:
    books = Books(journey("a", split(100)))
    she = Life(books)
    she.track("purchase")
    she.state.catalogue = books.publish(journey("a", split(0)))
    she.track("purchase", "1d")
    assert [when for when, _ in she.sent()] == ["0", "1d"]
    she.state.catalogue = books.publish(journey("a", split(0, salt="t")))
    she.track("purchase", "2d")
    assert [when for when, _ in she.sent()] == ["0", "1d"]


def test_set_writes_facts_of_the_run_that_the_next_step_reads() -> None:
    cases = [{"when": "event.amount > 5", "to": "dear"}, {"otherwise": "cheap"}]
    steps: list[Step] = [
        {"id": "one", "set": {"run.kind": cases, "run.sum": "event.amount + 1", "run.word": "plain"}},
        {"id": "two", "set": {"run.again": "run.kind"}},
    ]
    she = Life(Books(journey("a", *steps, REST)))
    she.track("purchase", amount=7)
    assert she.run("a") == {"kind": "dear", "sum": 8, "word": "plain", "again": "dear"}


def test_update_is_visible_in_the_very_next_step() -> None:
    steps: list[Step] = [
        {"id": "one", "update": {"customer.stage": "new"}},
        {"id": "two", "set": {"run.seen": "customer.stage"}},
    ]
    she = Life(Books(journey("a", *steps, REST), journey("b", REST, enter="stage_changed")))
    she.track("purchase")
    assert she.run("a") == {"seen": "new"}
    assert she.entered() == [("0", "a"), ("0", "b")]


def test_update_makes_held_messages_due_again() -> None:
    welcome = send("hello", when='customer.stage == "new"')
    mark: Step = {"id": "mark", "update": {"customer.stage": "old"}}
    she = Life(Books(journey("a", welcome), journey("b", mark, enter="viewed")), stage="new")
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.track("viewed", "2h")
    assert she.dropped() == [("2h", "hello", "condition_false")]


def test_a_cascade_is_cut_at_32_hops_with_an_alert() -> None:
    count_up: Step = {"id": "up", "update": {"customer.n": "customer.n + 1"}}
    she = Life(Books(journey("a", count_up, enter="n_changed")))
    she.identify("0", n=1)
    assert she.state.attributes["n"] == 33  # one by hand, 32 hops
    assert she.refused() == [("0", "a", "limit")]
    assert she.alerts() == ["cascade cut"]


def test_a_cascade_that_grows_wide_is_cut_too() -> None:
    ups: list[Step] = [{"id": f"up-{n}", "update": {"customer.n": "customer.n + 1"}} for n in range(3)]
    she = Life(Books(journey("a", *ups, enter="n_changed")))
    she.identify("0", n=1)
    assert len(she.entered()) == 200
    assert {reason for *_, reason in she.refused()} == {"limit"}
    assert she.alerts() == ["cascade cut"]


def test_two_journeys_that_start_one_another_are_cut() -> None:
    ping = journey("a", {"id": "go", "start": "b"})
    pong = journey("b", {"id": "go", "start": "a"}, enter={"call": True, "again": "parallel"})
    she = Life(Books(ping, pong))
    she.track("purchase")
    assert len(she.entered()) == 33
    assert she.alerts() == ["cascade cut"]


def test_a_cascade_of_conditions() -> None:
    first: Step = {"id": "x", "update": {"customer.stage": "one"}}
    she = Life(
        Books(
            journey("a", first),
            journey("b", REST, enter={"condition": 'customer.stage == "one"', "existing": "ignore"}),
        )
    )
    she.track("purchase")
    assert she.entered() == [("0", "a"), ("0", "b")]


LOOKUP: Step = {
    "id": "find",
    "lookup": "nearest",
    "with": {"city": "event.city"},
    "into": "run.store",
    "fallback": {"name": "us"},
}


def asking(*steps: Step) -> Life:
    she = Life(Books(journey("a", *steps, REST)))
    she._rehearsal._answering = lambda command: None
    she.track("purchase", city="Ulm")
    return she


@pytest.mark.parametrize(
    ("answer", "run"),
    [
        (Found(result={"name": "store 7"}), {"store": {"name": "store 7"}, "find": {"outcome": "ok"}}),
        (NotFound(), {"store": {"name": "us"}, "find": {"outcome": "fallback"}}),
    ],
)
def test_look_ups(answer: Found | NotFound, run: dict[str, JsonValue]) -> None:
    she = asking(LOOKUP)
    asked = [one for one in she.commands if isinstance(one, LookUp)]
    assert [(one.name, one.args, one.timeout) for one in asked] == [("nearest", {"city": "Ulm"}, 2.0)]
    (one,) = asked
    given = LookedUp(id="l", enrolment_id=one.enrolment_id, step=one.step, visit=one.visit, answer=answer)
    she.feed(given, "1s")
    assert she.run("a") == run
    she.feed(given.model_copy(update={"id": "again"}), "2s")
    assert she.moves() == [("0", "find"), ("1s", "rest")]


def test_a_look_up_that_is_not_registered_any_more_falls_back() -> None:
    books = Books(journey("a", wait("1d"), LOOKUP, REST))
    she = Life(books)
    she.track("purchase")
    plan: dict[str, Any] = {**SCHEMA, "lookups": {}}
    she.state.catalogue = books.publish(journey("a", REST), schema=plan)
    she.advance("2d")
    assert she.run("a") == {"store": {"name": "us"}, "find": {"outcome": "fallback"}}
