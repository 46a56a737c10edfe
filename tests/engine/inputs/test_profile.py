"""Identify: last writer by event time, derived triggers, imports; and event times that lie ahead."""

from datetime import timedelta

import pytest
from pydantic import JsonValue

from engine.absorb import absorb
from engine.contracts.inputs import Track
from engine.contracts.verbs import Pause
from engine.customer.state import MAX_SEEN
from engine.decide import decide
from tests.engine.books import SCHEMA, Books, journey, message, send, wait, wait_for
from tests.engine.lives import Life, at

REST = wait("99d", id="rest")


def test_the_last_writer_by_event_time_wins_per_attribute() -> None:
    she = Life(Books())
    she.identify("2h", plan="gold", n=1)
    she.identify("3h", event="1h", plan="silver", stage="new")  # late: plan is older, stage is news
    she.identify("4h", event="2h", n=2)  # equal times: the later arrival
    assert {name: she.state.attributes.get(name) for name in ("plan", "n", "stage")} == {
        "plan": "gold",
        "n": 2,
        "stage": "new",
    }


def test_null_removes_also_against_an_older_writer() -> None:
    she = Life(Books(), plan="gold")
    she.identify("2h", plan=None)
    she.identify("3h", event="1h", plan="silver")
    assert "plan" not in she.state.attributes


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [("a", "b", True), ("a", "a", False), (None, "a", True), ("a", None, True), (None, None, False), (1, True, True)],
)
def test_a_change_is_a_trigger(before: JsonValue, after: JsonValue, changes: bool) -> None:
    keep = {"old": "event.old", "new": "event.new"}
    she = Life(Books(journey("a", REST, enter="plan_changed", remember=keep)))
    if before is not None:
        she.identify("-30m", plan=before)
        she.state.enrolments.clear()
    she.identify("0", plan=after)
    assert bool(she.state.enrolments) is changes
    if changes:
        assert she.run("a") == {"old": before, "new": after}


def test_attributes_with_hyphens_have_triggers_without() -> None:
    plan = {**SCHEMA, "customer": {"home-town": "text"}}
    she = Life(Books(journey("a", REST, enter="home_town_changed", again="parallel"), schema=plan))
    she.identify("0", **{"home-town": "Ulm"})
    she.track("home_town_changed", "1h", new="Bonn", old="made up")
    assert she.state.attributes["home-town"] == "Bonn"
    assert [one.event for one in she.state.enrolments] == [
        {"old": None, "new": "Ulm"},
        {"old": "Ulm", "new": "Bonn"},
    ]


@pytest.mark.parametrize("attribute", ["plan", "email", "zone", "country"])
def test_a_tracked_change_of_a_known_attribute_is_an_identify(attribute: str) -> None:
    she = Life(Books(journey("a", REST, enter=f"{attribute}_changed", again="parallel")))
    she.track(f"{attribute}_changed", "0", new="DE", old="made up")
    assert she.state.attributes[attribute] == "DE"
    assert she.state.enrolments[-1].event["old"] != "made up"
    she.track(f"{attribute}_changed", "1h", new="DE")
    assert [when for when, _ in she.entered() if when != "-1h"] == ["0"]  # it is so already: no change


def test_a_tracked_change_of_anything_else_is_a_trigger() -> None:
    she = Life(Books(journey("a", REST, enter="mood_changed")))
    she.track("mood_changed", new="good")
    assert "mood" not in she.state.attributes
    assert she.entered() == [("0", "a")]


def test_a_change_is_seen_by_everything_of_its_instant() -> None:
    goal = {"trigger": "plan_changed", "within": "1d of entry"}
    she = Life(
        Books(
            journey("a", wait_for({"name": "c", "trigger": "plan_changed"}), send("hello")),
            journey("b", REST, exit=[{"trigger": "plan_changed"}], goal=goal),
        )
    )
    she.track("purchase")
    she.identify("1h", plan="gold")
    assert (she.sent(), she.ended()[0], len(she.goals())) == ([("1h", "hello")], ("1h", "b", "exited"), 1)


def test_held_messages_are_looked_at_again() -> None:
    books = Books(journey("a", send("hello", when='customer.plan == "gold"')))
    she = Life(books, plan="gold")
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.identify("2h", plan="none")
    assert she.dropped() == [("2h", "hello", "condition_false")]


@pytest.mark.parametrize(("event", "entered"), [("1s", "1s"), ("60s", "1m"), ("61s", "0"), ("2d", "0")])
def test_event_times_ahead(event: str, entered: str) -> None:
    she = Life(Books(journey("a", REST)))
    she.track("purchase", "0", event=event)
    she.advance("9d")
    assert she.entered() == [(entered, "a")]
    (absorbed,) = [one for one in she.absorbed() if one.input.id.startswith("t-")]
    assert absorbed.event_at == at(entered)
    assert bool(absorbed.note) is (entered == "0")
    assert she.state.memory.last_at("purchase") == at(entered)


def test_an_input_kept_for_its_time_comes_before_the_deadlines_of_that_instant() -> None:
    she = Life(Books(journey("a", wait_for({"name": "v", "trigger": "viewed"}, timeout="1d"), REST)))
    she.track("purchase")
    she.track("viewed", "23h59m30s", event="1d")
    she.advance("2d")
    assert she.run("a")["listen"] == {"outcome": "v", "event": {}}


def test_an_input_kept_for_its_time_comes_before_what_arrives_after_it() -> None:
    she = Life(Books(journey("a", REST, exit=[{"trigger": "returned"}])))
    absorb(she.state, Track(id="p", type="purchase", at=at("30s")), at("0"), she.definitions)
    # The worker is away; both are absorbed in one activation.
    absorb(she.state, Track(id="r", type="returned", at=at("1m")), at("1m"), she.definitions)
    decide(she.state, at("1m"), she.definitions)
    assert she.entered() == [("30s", "a")]
    assert she.ended() == [("1m", "a", "exited")]


def test_an_input_seen_before_changes_nothing() -> None:
    she = Life(Books(journey("a", REST)))
    once = Track(id="x", type="purchase", at=at("0"))
    she.feed(once, "0")
    she.feed(once, "1h")
    she.feed(once, "6d")
    assert she.entered() == [("0", "a")]
    assert len(she.state.memory.events("purchase")) == 1


def test_the_window_of_ids_is_bounded_by_number_and_by_age() -> None:
    she = Life(Books())
    for number in range(MAX_SEEN + 100):
        absorb(she.state, Track(id=f"n-{number}", type="viewed", at=at("0")), at("0"), she.definitions)
    assert len(she.state.seen) == MAX_SEEN
    assert f"n-{MAX_SEEN + 99}" in she.state.seen
    assert "n-0" not in she.state.seen
    she.track("viewed", "7d")
    assert len(she.state.seen) == 1


def test_answers_take_no_place_among_the_ids() -> None:
    she = Life(Books(journey("a", send("hello"), send("next"))))
    she.track("purchase")
    assert set(she.state.seen) == {"first", "t-1"}


def test_memory_keeps_200_of_a_type_and_counts_the_rest() -> None:
    she = Life(Books(journey("a", REST, enter={"condition": "count(viewed) >= 300", "existing": "ignore"})))
    for number in range(300):
        she.track("viewed", f"{number}s")
    assert len(she.state.memory.events("viewed")) == 200
    assert she.entered() == [("4m59s", "a")]


def test_12_000_triggers_in_one_burst_are_all_absorbed() -> None:
    she = Life(Books(journey("a", REST, enter={"condition": "count(viewed) >= 12000", "existing": "ignore"})))
    for number in range(12_000):
        now = at("0") + timedelta(milliseconds=number // 500)
        absorb(she.state, Track(id=f"n-{number}", type="viewed", at=at("0")), now, she.definitions)
        if number % 500 == 499:
            she._rehearsal._work(now)
    she._rehearsal.finish(at("1s"))
    assert len([one for one in she.absorbed() if one.input.id.startswith("n-")]) == 12_000
    assert len(she.entered()) == 1
    assert len(she.state.model_dump_json()) < 256 * 1024


def test_an_import_is_remembered_with_its_messages_left_alone() -> None:
    books = Books(
        journey("a", wait_for({"name": "v", "trigger": "viewed"}), send("hello")),
        journey("b", REST, exit=[{"trigger": "viewed"}], goal={"trigger": "viewed", "within": "9d of entry"}),
        messages=(message("hello"),),
    )
    she = Life(books)
    she.track("purchase")
    she.feed(Track(id="old", type="viewed", at=at("30m"), backfill=True), "1h")
    assert (she.sent(), she.ended(), she.goals()) == ([], [], [])
    assert she.state.memory.last_at("viewed") == at("30m")
