"""Waiting for the first of several outcomes."""

from typing import Any

import pytest
from pydantic import JsonValue

from engine.absorb import absorb
from engine.contracts.answers import Accepted
from engine.contracts.inputs import Track
from engine.decide import decide
from tests.engine.books import Books, Step, journey, message, send, wait, wait_for
from tests.engine.lives import Life, at

VIEW: JsonValue = {"name": "view", "trigger": "viewed"}
DONE = send("done")


def outcome(she: Life) -> JsonValue:
    return she.run("a")["listen"]


def life(*steps: Step, **more: Any) -> Life:
    return Life(Books(journey("a", *steps, wait("99d", id="rest"), **more)))


@pytest.mark.parametrize(
    ("timeout", "sent", "ended"),
    [
        ({"after": "1d", "go": "continue"}, ["next", "last"], "completed"),
        ({"after": "1d", "go": "skip"}, ["last"], "completed"),
        ({"after": "1d", "go": "end"}, [], "timed_out"),
        ({"after": "1d", "steps": [send("instead")]}, ["instead", "next", "last"], "completed"),
    ],
)
def test_what_follows_a_timeout(timeout: JsonValue, sent: list[str], ended: str) -> None:
    she = Life(Books(journey("a", wait_for(VIEW, timeout=timeout), send("next"), send("last"))))
    she.track("purchase")
    she.advance("23h59m")
    assert she.sent() == []
    she.advance("9d")
    assert she.sent() == [("1d", message) for message in sent]
    assert she.ended() == [("1d", "a", ended)]


def test_the_outcome_and_its_event_can_be_read() -> None:
    she = life(wait_for(VIEW, timeout="1d"))
    she.track("purchase")
    she.track("viewed", "1h", product="cd")
    assert outcome(she) == {"outcome": "view", "event": {"product": "cd"}}
    she = life(wait_for(VIEW, timeout="1d"))
    she.track("purchase")
    she.advance("1d")
    assert outcome(she) == {"outcome": "timeout"}


def test_only_what_the_plan_names_is_remembered_of_an_event() -> None:
    she = life(wait_for(VIEW, timeout="1d"))
    she.track("purchase")
    she.track("viewed", "1h", product="cd", blob="x" * 1000)
    assert outcome(she) == {"outcome": "view", "event": {"product": "cd"}}


def test_forever() -> None:
    she = life(wait_for(VIEW))
    she.track("purchase")
    she.advance("3650d")
    assert she.moves()[-1] == ("0", "listen")
    she.track("viewed", "3651d")
    assert she.moves()[-1] == ("3651d", "rest")


def test_ties_go_by_the_order_of_the_file() -> None:
    any_view, dear = VIEW, {"name": "dear", "trigger": "viewed", "when": "event.amount > 5"}
    for first, second, name in ((dear, any_view, "dear"), (any_view, dear, "view")):
        she = life(wait_for(first, second))
        she.track("purchase")
        she.track("viewed", "1h", amount=9)
        assert outcome(she) == {"outcome": name, "event": {"amount": 9}}


def test_a_condition_that_the_same_trigger_makes_true_ties_with_it() -> None:
    third = {"name": "third", "condition": "count(viewed) >= 1"}
    for first, second, name in ((third, VIEW, "third"), (VIEW, third, "view")):
        she = life(wait_for(first, second))
        she.track("purchase")
        she.track("viewed", "1h")
        assert outcome(she) == {"outcome": name, "event": {}}


def test_a_condition_true_already_passes_at_once() -> None:
    she = life(wait_for(VIEW, {"name": "so", "condition": "count(purchase) >= 1"}))
    she.track("purchase")
    assert outcome(she) == {"outcome": "so", "event": {}}


def test_a_condition_by_the_clock_passes_at_exactly_its_instant() -> None:
    she = life(wait_for({"name": "quiet", "condition": "since(viewed) >= 2d"}), DONE)
    she.track("viewed")
    she.track("purchase", "1h")
    she.track("viewed", "1d")
    she.advance("9d")
    assert she.sent() == [("3d", "done")]


def test_a_condition_wins_against_the_timeout_of_its_instant() -> None:
    she = life(wait_for({"name": "quiet", "condition": "since(purchase) >= 2d"}, timeout="2d"))
    she.track("purchase")
    she.advance("9d")
    assert outcome(she) == {"outcome": "quiet", "event": {}}


@pytest.mark.parametrize(("look_back", "met"), [(None, False), ("run", True), ("2h", True), ("30m", False)])
def test_look_back(look_back: str | None, met: bool) -> None:
    more = {"look_back": look_back} if look_back else {}
    she = life(wait("2h"), wait_for(VIEW, timeout="1d", **more))
    she.track("viewed", "-30m")  # before the run: never counted
    she.track("purchase")
    she.track("viewed", "1h", product="cd")
    she.advance("2d")
    assert outcome(she) == ({"outcome": "view", "event": {"product": "cd"}} if met else {"outcome": "timeout"})


def test_look_back_never_counts_the_entering_trigger() -> None:
    she = life(wait_for(VIEW, timeout="1d", look_back="run"), enter="viewed", again="never")
    she.track("viewed")
    assert she.moves() == [("0", "listen")]


def test_an_outcome_in_the_timeouts_own_activation_wins() -> None:
    she = life(wait_for(VIEW, timeout="1d"))
    she.track("purchase")
    absorb(she.state, Track(id="v", type="viewed", at=at("23h")), at("1d1h"), she.definitions)  # the worker was away
    decide(she.state, at("1d1h"), she.definitions)
    assert outcome(she) == {"outcome": "view", "event": {}}


def test_an_outcome_at_the_timeouts_instant_wins_and_one_later_loses() -> None:
    for when, name in (("1d", "view"), ("1d1s", "timeout")):
        she = life(wait_for(VIEW, timeout="1d"))
        she.track("purchase")
        she.track("viewed", when, event="12h")
        found = outcome(she)
        assert isinstance(found, dict)
        assert found["outcome"] == name


MAIL = {"name": "read", "reaction": "clicked", "message": "mail"}


@pytest.mark.parametrize(
    ("written", "met"),
    [
        (MAIL, True),
        ({"name": "read", "reaction": "clicked", "tag": "news"}, True),
        ({"name": "read", "reaction": "clicked", "tag": "other"}, False),
        ({"name": "read", "reaction": "clicked", "message": "done"}, False),
        ({"name": "read", "reaction": "opened", "message": "mail"}, False),
        ({**MAIL, "when": 'customer.plan == "gold"'}, False),
    ],
)
def test_reactions_by_message_and_by_tag(written: JsonValue, met: bool) -> None:
    books = Books(
        journey("a", send("mail"), wait_for(written, timeout="3d"), DONE),
        messages=(message("mail", tags=["news"]),),
    )
    she = Life(books)
    she.track("purchase")
    she.react("clicked", "mail", "1h")
    she.advance("9d")
    assert she.sent()[1:] == [("1h" if met else "3d", "done")]


def test_reactions_to_a_message_of_another_journey() -> None:
    other = journey("b", send("mail"), enter="viewed")
    she = Life(Books(journey("a", wait_for(MAIL, timeout="3d"), DONE), other))
    she.track("viewed")
    she.track("purchase", "1h")
    she.react("clicked", "mail", "2h")
    assert she.sent()[1:] == [("2h", "done")]


def test_machine_opens_do_not_count() -> None:
    opened = {**MAIL, "reaction": "opened"}
    she = Life(Books(journey("a", send("mail"), wait_for(opened, timeout="3d", look_back="run"), DONE)))
    she.track("purchase")
    she.react("opened", "mail", "1h", machine=True)
    assert len(she.sent()) == 1
    she.react("opened", "mail", "2h")
    assert she.sent()[1:] == [("2h", "done")]


@pytest.mark.parametrize(("machine", "met"), [(False, True), (True, False)])
def test_a_reaction_before_the_outcome_counts_as_coming_with_it(machine: bool, met: bool) -> None:
    opened = {**MAIL, "reaction": "opened"}
    she = Life(Books(journey("a", send("mail"), wait_for(opened, timeout="3d"), DONE)))
    she.answers["mail"] = [None]
    she.track("purchase")
    she.react("opened", "mail", "5s", machine=machine)
    she.answer("mail", Accepted(), "20s")
    she.advance("9d")
    assert she.sent()[1:] == [("20s" if met else "3d20s", "done")]


def test_a_look_back_finds_a_reaction() -> None:
    for look_back, when in (("2d", "1d"), ("1h", "4d"), (None, "4d")):
        more = {"look_back": look_back} if look_back else {}
        she = Life(Books(journey("a", send("mail"), wait("1d"), wait_for(MAIL, timeout="3d", **more), DONE)))
        she.track("purchase")
        she.react("clicked", "mail", "1h")
        she.advance("9d")
        assert she.sent()[1:] == [(when, "done")]
