"""Rule 7: a lighter message leaves the last places to heavier ones that are known to come."""

import pytest

from engine.contracts.inputs import Propose
from engine.moment import Moment
from engine.policy.case import case_of
from engine.policy.decision import judge
from engine.policy.recompute import differences
from tests.engine.lives import at
from tests.engine.policy.looking_ahead import CAP, cap, life
from tests.engine.policy.records import decisions, look, story


def test_the_lighter_one_waits_until_the_heavier_one_is_due() -> None:
    she = life()
    she.track("purchase")
    she.propose("light", "1h")
    she.advance("30d")
    assert story(she) == [
        ("1h", "light", "hold lower_priority", "1d"),
        ("1d", "big", "send", ""),
        ("1d", "light", "hold cap", "8d"),
        ("8d", "light", "send", ""),
    ]
    held = next(one for one in decisions(she, "light")[0].rules if one.rule == "arbitration")
    assert held.evidence == {
        "max": 1,
        "over": "hold",
        "per": "1w",
        "used": 0,
        "look_ahead": "2d",
        "winner": decisions(she, "big")[0].message_id,
        "winner_message": "big",
        "comes": at("1d").isoformat(),
        "used_then": 0,
        "before": 0,
        "until": at("1d").isoformat(),
    }
    assert [name for one in decisions(she) for name in differences(one)] == []


@pytest.mark.parametrize(
    ("hours", "per", "look_ahead", "waits"),
    [
        (47, "7d", "48h", True),
        (48, "7d", "48h", False),  # within is half-open, as every window
        (47, "2d", "9d", True),
        (48, "2d", "9d", False),  # a place taken now is free again then
        (13, "calendar_day", "9d", True),  # up to 23:59:59 in Berlin
        (14, "calendar_day", "9d", False),
        (133, "calendar_week", "9d", True),
        (134, "calendar_week", "9d", False),
        (132, "calendar_week", "133h", True),
        (133, "calendar_week", "133h", False),
    ],
)
def test_how_far_it_looks(hours: int, per: str, look_ahead: str, waits: bool) -> None:
    she = life(cap(per=per, look_ahead=look_ahead), wait_for_it=f"{hours}h")
    she.track("purchase")
    she.propose("light", "0")
    assert (she.held() == [("0", "light", "lower_priority")]) == waits
    assert (she.sent() == [("0", "light")]) == (not waits)


@pytest.mark.parametrize(("then", "waits"), [("big", True), ("note", True), ("same", False), ("light", False)])
def test_only_for_a_heavier_one(then: str, waits: bool) -> None:
    """By class, then priority; an equal one that is due later is not heavier."""
    she = life(cap(counts={"channels": ["email"]}), then=then)
    she.track("purchase")
    she.propose("light", "1h")
    assert (she.sent() == []) == waits


@pytest.mark.parametrize(
    ("limit", "used", "heavier", "waits"),
    [
        (2, 0, 1, False),
        (2, 0, 2, True),
        (2, 1, 1, True),
        (3, 1, 1, False),
        (3, 1, 2, True),
        (3, 0, 2, False),
    ],
)
def test_only_when_the_places_left_would_all_be_needed(limit: int, used: int, heavier: int, waits: bool) -> None:
    she = life(cap(max=limit))
    for number in range(used):
        she.propose("same", f"-{number + 1}m")
    for _ in range(heavier):
        she.track("purchase")
    she.propose("light", "1h")
    assert (she.sent()[-1:] == [("1h", "light")]) == (not waits)


def test_a_place_that_is_free_again_when_the_heavier_one_comes_is_not_needed() -> None:
    she = life(cap(max=2))
    she.propose("same", "0")
    she.track("purchase", "6d1h")
    she.propose("light", "6d2h")  # the heavier one comes after 7d1h: the first place is free by then
    assert she.sent()[-1] == ("6d2h", "light")
    she.advance("8d")
    assert she.sent()[-1] == ("7d1h", "big")


def test_each_place_is_left_in_turn() -> None:
    she = life(cap(max=2))
    for _ in range(2):
        she.track("purchase")
    for hour in range(1, 4):
        she.propose("light", f"{hour}h")
    she.advance("2d")
    assert she.sent() == [("1d", "big"), ("1d", "big")]


@pytest.mark.parametrize(("over", "verdict"), [("drop", "drop"), ("hold", "hold"), ("next_channel", "drop")])
def test_what_becomes_of_it_is_what_the_cap_says(over: str, verdict: str) -> None:
    she = life(cap(over=over))
    she.track("purchase")
    she.propose("light", "1h")
    (decided,) = decisions(she, "light")
    assert (decided.verdict, decided.reason) == (verdict, "lower_priority")
    assert look(she, "light", "arbitration").until == at("1d")


def test_a_cap_that_does_not_look_ahead_or_only_observes() -> None:
    plain = {name: value for name, value in CAP.items() if name != "look_ahead"}
    for rule in (plain, cap(mode="observe"), cap(max="customer.gone"), cap(counts={"tags": ["big"]})):
        she = life(rule)
        she.track("purchase")
        she.propose("light", "1h")
        assert she.sent() == [("1h", "light")], rule


def test_a_full_cap_stops_it_before_that() -> None:
    she = life()
    she.propose("same", "0")
    she.track("purchase", "1h")
    she.propose("light", "2h")
    assert [one for one in decisions(she, "light")[0].rules if one.rule == "arbitration"] == []
    assert she.held() == [("2h", "light", "cap")]


def test_what_is_exempt_leaves_nothing() -> None:
    she = life(cap(counts={"channels": ["email"]}), then="note")
    she.track("purchase")
    she.feed(Propose(id="n", at=at("1h"), message="note", origin="operator"), "1h")
    assert she.sent() == [("1h", "note")]


def test_looking_ahead_leaves_no_trace() -> None:
    she = life()
    she.track("purchase")
    she.propose("light", "1h")
    before = she.state.model_dump_json()
    moment = Moment(she.state, she.definitions, at("2h"), at("2h"))
    judge(case_of(moment, she.state.proposals[0]))
    assert she.state.model_dump_json() == before
