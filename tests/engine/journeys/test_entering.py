"""Who enters a journey, and why not."""

from typing import Any

import pytest

from engine.contracts.inputs import Enrol
from engine.identity import bucket
from engine.journeys.program import Program
from tests.engine.books import Books, journey, send, wait, wait_for
from tests.engine.lives import Life, at

WHILE = wait("10d")


def life(*, enter: dict[str, Any], **more: Any) -> Life:
    return Life(Books(journey("a", WHILE, enter={"trigger": "purchase", **enter}, **more)))


@pytest.mark.parametrize(
    ("again", "entered", "refused"),
    [
        ("never", ["0"], [("1d", "already_in"), ("11d", "never_again")]),
        ("after_exit", ["0", "11d"], [("1d", "already_in")]),
        ("after_exit + 2d", ["0"], [("1d", "already_in"), ("11d", "too_soon")]),
        ("after_exit + 1d", ["0", "11d"], [("1d", "already_in")]),
        ("restart", ["0", "1d", "11d"], []),
        ("parallel", ["0", "1d", "11d"], []),
    ],
)
def test_entering_again(again: str, entered: list[str], refused: list[tuple[str, str]]) -> None:
    she = life(enter={"again": again})
    for when in ("0", "1d", "11d"):  # it runs until 10d: at 11d the exit is exactly one day ago
        she.track("purchase", when)
    assert [when for when, _ in she.entered()] == entered
    assert [(when, reason) for when, _, reason in she.refused()] == refused


def test_a_restart_supersedes_the_run_before() -> None:
    she = life(enter={"again": "restart"})
    she.track("purchase")
    she.track("purchase", "1d")
    she.advance("20d")
    assert she.ended() == [("1d", "a", "superseded"), ("11d", "a", "completed")]


@pytest.mark.parametrize(
    ("again", "refused"), [("never", "already_in"), ("after_exit", "already_in"), ("restart", None), ("parallel", None)]
)
def test_re_entry_is_judged_per_key(again: str, refused: str | None) -> None:
    she = life(enter={"again": again, "key": "event.order_id"})
    for number, order in enumerate(["o-1", "o-2", "o-1"]):
        she.track("purchase", f"{number}h", order_id=order)
    assert [reason for *_, reason in she.refused()] == ([refused] if refused else [])
    running = sorted(one.key for one in she.state.enrolments)
    assert running == (["o-1", "o-1", "o-2"] if again == "parallel" else ["o-1", "o-2"])


def test_a_missing_key_refuses() -> None:
    she = life(enter={"key": "event.order_id"})
    she.track("purchase")
    assert she.refused() == [("0", "a", "key_missing")]


@pytest.mark.parametrize(("event", "entered"), [("0", True), ("-24h", True), ("-24h1s", False)])
def test_an_event_older_than_max_age_does_not_enter(event: str, entered: bool) -> None:
    she = life(enter={})
    she.track("purchase", "0", event=event)
    assert bool(she.entered()) is entered
    assert she.refused() == ([] if entered else [("0", "a", "too_old")])


def test_a_false_when_is_no_refusal() -> None:
    she = life(enter={"when": 'event.category == "phone"'})
    she.track("purchase", category="case")
    she.track("purchase", "1h")
    she.track("purchase", "2h", category="phone")
    assert (she.entered(), she.refused()) == ([("2h", "a")], [])


def test_a_true_exit_condition_refuses() -> None:
    she = life(enter={}, exit=[{"condition": "count(purchase) >= 2"}])
    she.track("purchase")
    assert she.entered() == [("0", "a")]
    she.track("purchase", "1h")
    assert she.ended() == [("1h", "a", "exited")]
    assert she.refused() == [("1h", "a", "never_again")]  # exits come first
    other = life(enter={"again": "after_exit"}, exit=[{"condition": "count(purchase) >= 1"}])
    other.track("purchase")
    assert other.refused() == [("0", "a", "exit_condition_true")]


def test_a_rollout_takes_the_buckets_below_its_share() -> None:
    books = Books(journey("a", WHILE, rollout="20%"))
    for number in range(40):
        she = Life(books, id=f"c-{number}")
        she.track("purchase")
        inside = bucket("a", f"c-{number}") < 2_000
        assert (bool(she.entered()), she.refused()) == (inside, [] if inside else [("0", "a", "rollout")])


def test_at_most_200_enrolments() -> None:
    she = life(enter={"again": "parallel"})
    for number in range(202):
        she.track("purchase", f"{number}s")
    assert len(she.state.enrolments) == 200
    assert she.refused() == [("3m20s", "a", "limit"), ("3m21s", "a", "limit")]


def test_a_restart_needs_no_further_place() -> None:
    she = life(enter={"again": "restart", "key": "event.order_id"})
    for number in range(200):
        she.track("purchase", f"{number}s", order_id=f"o-{number}")
    she.track("purchase", "1h", order_id="o-7")
    assert she.refused() == []
    assert she.ended() == [("1h", "a", "superseded")]


def test_a_closing_journey_is_entered_by_nothing() -> None:
    closing = journey("a", WHILE, status="closing")
    starter = journey("b", {"id": "go", "start": "a"}, WHILE, enter="viewed")
    by_condition = journey(
        "c", WHILE, status="closing", enter={"condition": "count(viewed) >= 1", "existing": "ignore"}
    )
    she = Life(Books(closing, starter, by_condition))
    she.track("purchase")
    she.enrol("a", "1h")
    she.track("viewed", "2h")
    assert she.entered() == [("2h", "b")]


def test_a_closing_journey_lets_those_inside_finish() -> None:
    books = Books(journey("a", WHILE))
    she = Life(books)
    she.track("purchase")
    she.state.catalogue = books.publish(journey("a", WHILE, status="closing"))
    she.advance("30d")
    assert she.ended() == [("10d", "a", "completed")]


def test_a_call_enters_with_its_facts() -> None:
    she = Life(Books(journey("a", WHILE, enter={"call": True}, remember={"city": "event.city"})))
    she.enrol("a", "0", city="Ulm")
    assert (she.entered(), she.run("a")) == ([("0", "a")], {"city": "Ulm"})


def test_a_call_of_what_is_not_published_is_alerted() -> None:
    she = Life(Books(journey("a", WHILE)))
    she.feed(Enrol(id="e", at=at("0"), journey="gone"), "0")
    assert (she.entered(), she.alerts()) == ([], ["enrolment refused"])


def test_start_obeys_the_re_entry_of_its_target() -> None:
    target = journey("b", WHILE, enter={"call": True, "again": "never", "key": "event.order_id"})
    caller = journey("a", {"id": "go", "start": "b", "with": {"order_id": "event.order_id"}}, WHILE)
    she = Life(Books(caller, target))
    she.track("purchase", order_id="o-1")
    she.track("purchase", "1h", order_id="o-1")
    assert she.entered() == [("0", "a"), ("0", "b"), ("1h", "a")]
    assert she.refused() == [("1h", "b", "already_in")]
    assert she.moves()[-1] == ("1h", "pause")  # the caller goes on


def test_start_of_a_withdrawn_journey_goes_on() -> None:
    caller = journey("a", {"id": "go", "start": "b"}, wait("1d", id="then"))
    books = Books(caller, journey("b", WHILE, enter={"call": True}))
    she = Life(books)
    she.state.catalogue = books.publish(caller)
    she.track("purchase")
    assert (she.entered(), she.moves()) == ([("0", "a")], [("0", "then")])


def test_exits_come_before_entries_on_the_same_trigger() -> None:
    she = life(enter={"again": "after_exit"}, exit=[{"trigger": "purchase", "outcome": "again"}])
    she.track("purchase")
    she.track("purchase", "1h")
    assert she.ended() == [("1h", "a", "again")]
    assert she.entered() == [("0", "a"), ("1h", "a")]


def test_a_changed_journey_leaves_running_ones_alone() -> None:
    books = Books(journey("a", wait("1d"), send("old")))
    she = Life(books)
    she.track("purchase")
    she.state.catalogue = books.publish(journey("a", send("new")))
    she.track("purchase", "1h")
    she.advance("9d")
    assert she.sent() == [("1h", "new"), ("1d", "old")]


def test_a_program_knows_what_comes_after_each_step() -> None:
    inner = {"branch": [{"when": "1 == 1", "steps": [send("x")]}], "otherwise": []}
    steps = [wait("1d"), {"id": "way", **inner}, wait_for({"name": "v", "trigger": "viewed"}), send("last")]
    program = Program(journey("a", *steps), "v1")
    assert [program.after(step) for step in ("pause", "way", "x", "listen", "last")] == [
        "way",
        "listen",
        "listen",
        "last",
        None,
    ]
    assert [program.after_next(step) for step in ("pause", "listen", "last")] == ["listen", None, None]
