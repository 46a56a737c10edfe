"""Journeys entered by a condition: on its edge, at exactly its instant; who meets it already is existing."""

import pytest
from pydantic import JsonValue

from engine.absorb import absorb
from engine.contracts.inputs import Control, Identify, Input, Track
from engine.contracts.verbs import Refresh
from engine.language.journey import Journey
from tests.engine.books import Books, journey, send, wait
from tests.engine.lives import Life, at

WHILE = wait("10d")
PLAN = Identify(id="y", at=at("1d"), attributes={"plan": "gold"}, backfill=True)


def test_an_edge_is_entered_at_exactly_its_instant() -> None:
    win_back = journey(
        "a",
        send("come-back"),
        enter={"condition": "since(purchase) >= 90d", "existing": "ignore", "again": "after_exit"},
    )
    she = Life(Books(win_back))
    she.track("purchase", "1s", event="0")
    she.advance("89d")
    she.track("viewed", "89d23h")
    she.advance("200d")
    assert she.entered() == [("90d", "a")]
    she.track("purchase", "200d")
    she.track("purchase", "290d")  # at the very instant: she is back
    she.advance("379d23h59m59s")
    assert she.entered() == [("90d", "a")]
    she.advance("380d")
    assert she.entered() == [("90d", "a"), ("380d", "a")]


def test_conditions_enter_on_their_edge_only() -> None:
    twice = journey("a", WHILE, enter={"condition": "count(purchase) >= 2", "existing": "ignore", "again": "parallel"})
    she = Life(Books(twice))
    for number in range(5):
        she.track("purchase", f"{number}h")
    assert she.entered() == [("1h", "a")]


def test_the_first_sight_of_a_catalogue_takes_what_is_true_as_existing() -> None:
    books = Books(journey("x", WHILE, enter="returned"))
    she = Life(books)
    she.track("purchase")
    number = books.publish(
        journey("a", WHILE, enter={"condition": "count(purchase) >= 1", "existing": "ignore"}),
        journey("b", WHILE, enter={"condition": "count(purchase) >= 2", "existing": "ignore"}),
    )
    she.state.catalogue = number
    she.track("purchase", "1h")
    assert she.entered() == [("1h", "b")]


@pytest.mark.parametrize("steps", [[WHILE], [wait("11d")]])
@pytest.mark.parametrize("condition", ["count(purchase) >= 1", "count(purchase) >= 2"])
def test_a_changed_condition_that_is_true_already_is_no_edge(condition: str, steps: list[dict[str, JsonValue]]) -> None:
    def version(text: str, *steps: dict[str, JsonValue]) -> Journey:
        return journey("a", *steps, enter={"condition": text, "existing": "ignore"})

    books = Books(version("count(purchase) >= 2", WHILE))
    she = Life(books)
    she.track("purchase")
    she.state.catalogue = books.publish(version(condition, *steps))
    she.track("viewed", "1h")
    assert she.entered() == []
    she.track("purchase", "2h")
    assert she.entered() == ([("2h", "a")] if condition.endswith("2") else [])


def test_a_new_version_does_not_swallow_an_edge_that_is_due_now() -> None:
    def version(span: str) -> Journey:
        return journey("a", wait(span), enter={"condition": "since(purchase) >= 90d", "existing": "ignore"})

    books = Books(version("1d"))
    she = Life(books)
    she.track("purchase")
    she.state.catalogue = books.publish(version("2d"))
    she.advance("90d")
    assert she.entered() == [("90d", "a")]


def test_a_refresh_enrols_where_the_journey_wants_it() -> None:
    books = Books(journey("x", WHILE, enter="returned"))
    she = Life(books)
    she.track("purchase")
    enrol = {"enrol": True, "pace": "10 per 1h"}
    she.state.catalogue = books.publish(
        journey("a", WHILE, enter={"condition": "count(purchase) >= 1", "existing": enrol}),
        journey("b", WHILE, enter={"condition": "count(purchase) >= 1", "existing": "ignore"}),
        journey("c", WHILE, enter={"condition": "count(purchase) >= 9", "existing": enrol}),
    )
    she.advance("1h")
    for number, name in enumerate(["a", "b", "c", "a"]):
        she.control(Refresh(journey=name), f"{2 + number}h")
    assert she.entered() == [("2h", "a")]
    assert she.refused() == []


def test_a_refresh_enrols_only_those_who_did_not_enter_by_a_change() -> None:
    enrol = {"enrol": True, "pace": "10 per 1h"}
    enter = {"condition": "count(purchase, last 3d) >= 1", "existing": enrol, "again": "parallel"}
    she = Life(Books(journey("a", wait("1h"), enter=enter)))
    she.track("purchase")
    she.control(Refresh(journey="a"), "1d")
    assert she.entered() == [("0", "a")]
    she.feed(Track(id="x", type="purchase", at=at("4d"), backfill=True), "4d")
    assert she.entered() == [("0", "a")]
    she.control(Refresh(journey="a"), "5d")
    she.control(Refresh(journey="a"), "6d")
    assert she.entered() == [("0", "a"), ("5d", "a")]


def test_a_refresh_does_not_swallow_an_edge_that_the_clock_brought_while_nobody_looked() -> None:
    enrol = {"enrol": True, "pace": "10 per 1h"}
    she = Life(Books(journey("a", WHILE, enter={"condition": "since(purchase) >= 90d", "existing": enrol})))
    she.track("purchase")
    absorb(she.state, Control(id="r", at=at("91d"), order=Refresh(journey="a")), at("91d"), she.definitions)
    assert [one.entered_at for one in she.state.enrolments] == [at("91d")]


def test_somebody_asleep_meets_a_condition_by_a_refresh_and_enters_at_its_instant() -> None:
    books = Books(journey("x", WHILE, enter="returned"))
    she = Life(books)
    she.track("purchase")
    number = books.publish(journey("a", WHILE, enter={"condition": "since(purchase) >= 90d", "existing": "ignore"}))
    she.feed(Control(id="look", at=at("10d"), order=Refresh(), catalogue=number), "10d")
    she.advance("100d")
    assert she.entered() == [("90d", "a")]


def test_those_who_meet_an_ignoring_condition_enter_when_it_was_false_in_between() -> None:
    books = Books(journey("x", WHILE, enter="returned"))
    she = Life(books)
    she.track("purchase")
    condition = {"condition": "happened(purchase, last 3d)", "existing": "ignore"}
    number = books.publish(journey("a", WHILE, enter=condition))
    she.feed(Control(id="look", at=at("1d"), order=Refresh(), catalogue=number), "1d")
    she.track("purchase", "2d")
    she.control(Refresh(journey="a"), "3d")
    assert she.entered() == []
    she.track("purchase", "5d1h")
    assert she.entered() == [("5d1h", "a")]


@pytest.mark.parametrize("import_of", [Track(id="x", type="viewed", at=at("1d"), backfill=True), PLAN])
def test_an_import_does_not_swallow_an_edge_that_the_clock_brought_while_nobody_looked(import_of: Input) -> None:
    she = Life(Books(journey("a", WHILE, enter={"condition": "since(purchase) >= 90d", "existing": "ignore"})))
    she.track("purchase")
    absorb(she.state, import_of, at("91d"), she.definitions)
    assert [one.entered_at for one in she.state.enrolments] == [at("91d")]


def test_an_import_enters_nothing() -> None:
    she = Life(
        Books(
            journey("a", WHILE),
            journey("b", WHILE, enter={"condition": "count(purchase) >= 1", "existing": "ignore"}),
            journey("c", WHILE, enter="plan_changed"),
            journey("d", WHILE, enter={"condition": 'customer.plan == "gold"', "existing": "ignore"}),
        )
    )
    she.feed(Track(id="x", type="purchase", at=at("0"), backfill=True), "0")
    she.feed(Identify(id="y", at=at("0"), attributes={"plan": "gold"}, backfill=True), "0")
    she.track("viewed", "1h")
    assert she.entered() == []
    assert she.state.attributes["plan"] == "gold"
    assert len(she.state.memory.events("purchase")) == 1
