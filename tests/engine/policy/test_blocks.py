"""Rule 5, blocks: while a condition is true, and exactly so long after, only what is allowed passes."""

from typing import Any

import pytest

from engine.absorb import absorb
from engine.contracts.inputs import Track
from engine.contracts.journal import Profile
from engine.contracts.recollection import Recollection
from engine.customer.state import CustomerState
from engine.deadline import deadline
from engine.inputs.recollect import recollect
from engine.moment import Moment
from tests.engine.books import Books, Step, journey, message, send
from tests.engine.lives import Life, at, told
from tests.engine.policy.records import decisions, evidence, look, story

RULE: Step = {
    "name": "open-complaint",
    "while": "customer.n > 0",
    "and_for": "48h",
    "allow": {"class": "essential"},
    "over": "hold",
}


def rule(**more: Any) -> Step:
    return {**RULE, **more}


def books(*rules: Step, **policy: Any) -> Books:
    return Books(
        journey("a", send("hello")),
        messages=(message("hello"), message("news", purpose="promotional"), message("note", purpose="service")),
        policy={"zone": "Europe/Berlin", "blocks": list(rules), **policy},
    )


def test_while_it_is_true_and_for_so_long_after() -> None:
    she = Life(books(RULE), n=2)
    she.track("purchase")
    she.identify("5h", n=0)
    she.advance("9d")
    assert story(she) == [
        ("0", "hello", "hold blocked", ""),
        ("5h", "hello", "hold blocked", "2d5h"),
        ("2d5h", "hello", "send", ""),
    ]
    first, second = (one.evidence for one in (_look(she, 0), _look(she, 1)))
    assert first == {"over": "hold", "while": "customer.n > 0", "is": True}
    assert second == {
        "over": "hold",
        "while": "customer.n > 0",
        "is": False,
        "ended": at("5h").isoformat(),
        "and_for": "2d",
        "until": at("2d5h").isoformat(),
    }


def _look(she: Life, number: int) -> Any:
    (found,) = [one for one in decisions(she)[number].rules if one.rule == "block"]
    return found


def test_its_end_is_known_although_nothing_was_proposed_then() -> None:
    she = Life(books(RULE), n=2)
    she.identify("5h", n=0)
    she.propose("news", "2d4h59m59s")
    she.propose("hello", "2d5h")  # half-open: exactly so long after is free
    assert story(she)[0] == ("2d4h59m59s", "news", "hold blocked", "2d5h")
    assert sorted(she.sent()) == [("2d5h", "hello"), ("2d5h", "news")]


def test_an_end_by_the_clock_is_exact_although_nothing_was_proposed_then() -> None:
    she = Life(books(rule(**{"while": "since(returned) < 3h"})))
    she.track("returned", "0")
    assert told(deadline(she.state) or at("-1h")) == "3h"
    she.propose("news", "1d")
    she.advance("9d")
    assert story(she) == [("1d", "news", "hold blocked", "2d3h"), ("2d3h", "news", "send", "")]


def test_an_end_by_the_clock_is_exact_although_an_input_came_first() -> None:
    """The clock's turn came late: nobody was there to act on it."""
    she = Life(books(rule(**{"while": "since(returned) < 3h"})))
    she.track("returned", "0")
    late = Track(id="late", type="purchase", at=at("1d"))
    absorb(she.state, late, at("1d"), she.definitions)
    assert she.state.blocks["open-complaint"].ended == at("3h")


def test_by_the_clock_it_ends_what_is_held() -> None:
    she = Life(books(rule(**{"while": "since(returned) < 3h"})))
    she.track("returned", "0")
    she.propose("news", "1h")
    she.advance("9d")
    assert story(she) == [
        ("1h", "news", "hold blocked", ""),
        ("3h", "news", "hold blocked", "2d3h"),
        ("2d3h", "news", "send", ""),
    ]


def test_by_the_clock_it_begins() -> None:
    she = Life(books(rule(**{"while": "since(returned) >= 3h"})))
    she.track("returned", "0")
    she.propose("hello", "2h59m59s")
    she.propose("news", "3h")
    assert story(she) == [("2h59m59s", "hello", "send", ""), ("3h", "news", "hold blocked", "")]


def test_true_again_it_begins_anew() -> None:
    she = Life(books(RULE), n=1)
    she.propose("news", "0")
    she.identify("1h", n=0)
    she.identify("2h", n=3)
    she.identify("3h", n=0)
    she.advance("9d")
    assert story(she, "news") == [
        ("0", "news", "hold blocked", ""),
        ("1h", "news", "hold blocked", "2d1h"),
        ("2h", "news", "hold blocked", ""),
        ("3h", "news", "hold blocked", "2d3h"),
        ("2d3h", "news", "send", ""),
    ]


def test_without_a_time_after_it_ends_at_once() -> None:
    she = Life(books(rule(and_for="0s")), n=1)
    she.propose("news", "0")
    she.identify("1h", n=0)
    assert story(she) == [("0", "news", "hold blocked", ""), ("1h", "news", "send", "")]
    assert she.state.blocks == {}


def test_without_a_time_after_it_ends_by_the_clock() -> None:
    she = Life(books(rule(and_for="0s", **{"while": "since(returned) < 3h"})))
    she.track("returned", "0")
    she.propose("news", "1h")
    she.advance("2d")
    assert she.sent() == [("3h", "news")]


@pytest.mark.parametrize(("n", "blocked"), [(1, True), (0, False), (None, False), ("many", False)])
def test_unknown_blocks_nothing(n: Any, blocked: bool) -> None:
    she = Life(books(RULE), **({} if n is None else {"n": n}))
    she.propose("news", "0")
    assert bool(she.held()) is blocked


def test_true_that_becomes_unknown_has_ended() -> None:
    she = Life(books(RULE), n=1)
    she.propose("news", "0")
    she.identify("1h", n=None)
    assert story(she, "news")[1:] == [("1h", "news", "hold blocked", "2d1h")]


@pytest.mark.parametrize(
    ("allow", "message", "passes"),
    [
        ({"class": "essential"}, "note", True),
        ({"class": "essential"}, "news", False),
        ({"purposes": ["promotional"]}, "news", True),
        ({"messages": ["news"]}, "news", True),
        ({"messages": ["news"]}, "note", False),
        (None, "note", False),  # nothing is allowed: not even what is essential
    ],
)
def test_what_is_allowed_passes_on_record(allow: Step | None, message: str, passes: bool) -> None:
    she = Life(books({name: value for name, value in rule(allow=allow).items() if value is not None}), n=1)
    she.propose(message, "0")
    assert bool(she.sent()) is passes
    assert (evidence(she, message, "block") == {"allowed": True}) is passes


def test_dropped_where_the_rule_says_so() -> None:
    she = Life(books(rule(over="drop")), n=1)
    she.propose("news", "0")
    assert she.dropped() == [("0", "news", "blocked")]


def test_a_block_that_outlives_the_message_drops_it() -> None:
    she = Life(books(RULE), n=1)
    she.propose("news", "0")
    she.advance("9d")
    assert she.dropped() == [("3d", "news", "blocked")]


@pytest.mark.parametrize("policy", [{"mode": "observe", "blocks": [RULE]}, {"blocks": [rule(mode="observe")]}])
def test_observed_it_stops_nothing(policy: Step) -> None:
    she = Life(books(**policy), n=1)
    she.propose("news", "0")
    assert she.sent() == [("0", "news")]
    found = look(she, "news", "block")
    assert (found.observed, found.verdict) == (True, "hold")


# A new policy, and what is not known any more.


def test_a_block_that_is_new_has_not_ended_yet() -> None:
    shelf = books()
    she = Life(shelf, n=0)
    shelf.publish(journey("a", send("hello")), messages=(message("news"),), policy={"blocks": [RULE]})
    she.state.catalogue = 2
    she.propose("news", "1h")
    assert she.sent() == [("1h", "news")]


def test_a_block_that_is_new_and_true_is_known_to_end() -> None:
    shelf = books()
    she = Life(shelf, n=1)
    shelf.publish(journey("a", send("hello")), messages=(message("news"),), policy={"blocks": [RULE]})
    she.state.catalogue = 2
    she.identify("1h", n=0)
    she.propose("news", "2h")
    assert story(she) == [("2h", "news", "hold blocked", "2d1h")]


def test_another_condition_under_the_same_name_is_seen_for_the_first_time() -> None:
    shelf = books(RULE)
    she = Life(shelf, n=1)
    she.identify("1h", n=0)
    shelf.publish(messages=(message("news"),), policy={"blocks": [rule(**{"while": "customer.n > 5"})]})
    she.state.catalogue = 2
    she.propose("news", "2h")
    assert she.sent() == [("2h", "news")]


def test_another_length_under_the_same_name_counts_from_the_same_end() -> None:
    shelf = books(RULE)
    she = Life(shelf, n=1)
    she.identify("1h", n=0)
    shelf.publish(messages=(message("news"),), policy={"blocks": [rule(and_for="24h")]})
    she.state.catalogue = 2
    she.propose("news", "2h")
    assert story(she) == [("2h", "news", "hold blocked", "1d1h")]


def test_a_block_that_is_gone_blocks_nothing() -> None:
    shelf = books(rule(**{"while": "since(returned) < 3h"}))
    she = Life(shelf)
    she.track("returned", "0")
    she.propose("hello", "1h")
    shelf.publish(messages=(message("hello"), message("news")))
    she.state.catalogue = 2
    she.propose("news", "2h")
    assert [name for _, name in she.sent()] == ["hello", "news"]
    assert she.state.blocks == {}


@pytest.mark.parametrize(
    ("n", "next_seq", "stopped"),
    [
        (0, 9, ("1h", "news", "hold blocked", "2d")),  # it may have ended a moment ago
        (2, 9, ("1h", "news", "hold blocked", "")),
        (0, 0, ("1h", "news", "send", "")),  # a first start: there was nothing to end
    ],
)
def test_after_a_terminate_a_condition_counts_as_ended_now(
    n: int, next_seq: int, stopped: tuple[str, str, str, str]
) -> None:
    she = Life(books(RULE))
    she.state = CustomerState(customer_id="c-1")
    profile = Profile(attributes={"n": n, "email": "c-1@example.com"}, changed_at={"n": at("-9d"), "email": at("-9d")})
    agreed = [{"consent": {"status": "granted"}, "at": at("-9d")}]
    known = Recollection.model_validate(
        {"catalogue": 1, "next_seq": next_seq, "life": "two", "profile": profile, "consents": agreed}
    )
    recollect(Moment(she.state, she.definitions, at("0"), at("0")), known)
    she.propose("news", "1h")
    assert story(she)[-1] == stopped


def test_after_a_reset_what_was_known_is_not_trusted() -> None:
    she = Life(books(RULE), n=1)
    she.identify("1h", n=0)
    recollect(Moment(she.state, she.definitions, at("1d"), at("1d")), Recollection(catalogue=1, next_seq=99))
    she.propose("news", "1d1h")
    assert story(she) == [("1d1h", "news", "hold blocked", "3d")]
