"""Rule 5: what the selectors of a conflict choose, and which of several rules is named."""

import pytest

from engine.contracts.inputs import Propose
from engine.contracts.verbs import Pause
from tests.engine.books import Step, journey, message, send
from tests.engine.lives import Life, at
from tests.engine.policy.conflicts import BERLIN, RULE, books, rule
from tests.engine.policy.records import evidence, look, story


@pytest.mark.parametrize(
    ("keep", "stops"),
    [
        ({"messages": ["welcome"]}, True),
        ({"messages": ["other"]}, False),
        ({"journeys": ["a"]}, True),
        ({"journeys": ["b"]}, False),
        ({"channels": ["email"]}, True),
        ({"channels": ["sms"]}, False),
        ({"origin": ["journey"]}, True),
        ({"origin": ["broadcast"]}, False),
        ({"departments": ["shop"]}, True),
        ({"departments": ["store"]}, False),
        ({"class": "marketing"}, True),
        ({"class": "essential"}, False),
        ({"purposes": ["lifecycle"], "tags": ["welcome"]}, True),
        ({"purposes": ["content"], "tags": ["welcome"]}, False),  # keys mean all of
    ],
)
def test_what_is_kept(keep: Step, stops: bool) -> None:
    promotion = {"messages": ["news"], "purposes": ["promotional"]}
    she = Life(books(rule(keep=keep, over="drop", **{"yield": promotion})))
    she.track("purchase")
    she.propose("news", "1h")
    # `class: marketing` selects the promotion too, which is then kept itself
    kept_itself = keep == {"class": "marketing"} or keep in ({"channels": ["email"]}, {"departments": ["shop"]})
    assert bool(she.dropped()) is (stops and not kept_itself)


def test_one_that_is_known_is_kept_on_any_channel_that_it_may_try() -> None:
    she = Life(books(rule(keep={"channels": ["sms"]})))
    she.control(Pause(journey="a"), "-1h")
    she.track("purchase")
    she.propose("news", "1h")
    assert story(she, "news") == [("1h", "news", "hold conflict", "")]


def test_origin_of_what_yields() -> None:
    she = Life(books(rule(over="drop", **{"yield": {"origin": "broadcast"}})))
    she.track("purchase")
    she.propose("news", "1h")
    she.feed(Propose(id="b-1", at=at("2h"), message="news", origin="broadcast", broadcast="spring"), "2h")
    assert story(she, "news") == [("1h", "news", "send", ""), ("2h", "news", "drop conflict", "1d")]


def test_a_message_is_looked_at_as_it_was_when_it_was_decided() -> None:
    shelf = books(RULE)
    she = Life(shelf)
    she.track("purchase")
    shelf.publish(
        journey("a", send("welcome")),
        messages=(message("welcome"), message("news", purpose="promotional", expires="9d")),
        policy={**BERLIN, "conflicts": [RULE]},
    )
    she.state.catalogue = 2  # the tag is gone
    she.propose("news", "1h")
    assert story(she, "news") == [("1h", "news", "hold conflict", "1d")]


# Several, and watching only.


def test_of_several_the_one_that_stops_it_longest_is_named() -> None:
    she = Life(books(RULE))
    she.track("purchase")
    she.track("purchase", "2h")
    she.propose("news", "3h")
    found = evidence(she, "news", "conflict")
    assert (found["until"], found["others"]) == (at("1d2h").isoformat(), 1)


def test_of_two_rules_the_first_in_order_gives_the_reason() -> None:
    she = Life(books(rule(name="one", within="2h"), rule(name="two", within="5h")))
    she.track("purchase")
    she.propose("news", "1h")
    she.advance("1d")
    assert story(she, "news") == [
        ("1h", "news", "hold conflict", "2h"),
        ("2h", "news", "hold conflict", "5h"),
        ("5h", "news", "send", ""),
    ]


@pytest.mark.parametrize("policy", [{"mode": "observe", "conflicts": [RULE]}, {"conflicts": [rule(mode="observe")]}])
def test_observed_it_stops_nothing(policy: Step) -> None:
    she = Life(books(**policy))
    she.track("purchase")
    she.propose("news", "1h")
    assert she.sent() == [("0", "welcome"), ("1h", "news")]
    found = look(she, "news", "conflict")
    assert (found.observed, found.verdict, found.until) == (True, "hold", at("1d"))


def test_a_hold_that_outlives_the_message_drops_it_with_its_reason() -> None:
    she = Life(books(rule(within="10d")))
    she.track("purchase")
    she.propose("news", "0")
    she.advance("20d")
    assert she.dropped() == [("9d", "news", "conflict")]
