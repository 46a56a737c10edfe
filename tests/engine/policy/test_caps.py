"""Rule 6: so many messages in a window; boundaries to the microsecond, limits, evidence."""

from typing import Any

import pytest

from tests.engine.books import message
from tests.engine.lives import at
from tests.engine.policy.caps import cap, life
from tests.engine.policy.records import decisions, evidence, look, story


@pytest.mark.parametrize(
    ("second", "sent"),
    [
        ("0.000001s", ["0", "1d"]),
        ("23h59m59.999999s", ["0", "1d"]),
        ("1d", ["0", "1d"]),
        ("1d0.000001s", ["0", "1d"]),
    ],
)
def test_a_rolling_window_is_half_open(second: str, sent: list[str]) -> None:
    she = life(cap())
    she.propose("x", "0")
    she.propose("x", second)
    held = [(verdict, until) for _, _, verdict, until in story(she) if verdict.startswith("hold")]
    assert held == ([("hold cap", "1d")] if "23h" in second or second == "0.000001s" else [])
    she.advance("9d")
    assert [when for when, _ in she.sent()] == sent
    last = decisions(she)[-1]
    assert last.at == max(at(second), at("1d"))


def test_the_count_falls_below_the_limit_when_the_right_one_leaves() -> None:
    she = life(cap(max=3, per="7d"))
    for when in ("0", "1d", "3d", "4d", "5d"):
        she.propose("x", when)
    she.advance("60d")
    assert [when for when, _ in she.sent()] == ["0", "1d", "3d", "7d", "8d"]
    assert [until for *_, verdict, until in story(she) if verdict == "hold cap"][:2] == ["7d", "7d"]


@pytest.mark.parametrize(
    ("limit", "given", "stands"),
    [
        (2, {}, 2),
        ("customer.n", {"n": 2}, 2),
        ("customer.n", {"n": 2.9}, 2),
        ("customer.n + 1", {"n": 1}, 2),
        ("customer.n", {"n": 0.5}, 0),
        ("customer.n", {"n": 0}, 0),
        (0, {}, 0),
        ("customer.n", {}, None),
        ("customer.n", {"n": -1}, None),
        ("customer.n", {"n": True}, None),
        ("customer.n", {"n": "3"}, None),
        ("customer.n", {"n": float("inf")}, None),
        ("customer.n", {"n": float("nan")}, None),
        ("customer.n", {"n": -(10**400)}, None),
        ("customer.n", {"n": 10**400}, 2**53 - 1),  # more than a float, or most readers of JSON, can hold
        ("customer.n", {"n": 1e300}, 2**53 - 1),
        ("since(viewed)", {}, None),
        ([{"when": "customer.n > 1", "to": 1}, {"otherwise": 2}], {"n": 2}, 1),
        ([{"when": "customer.n > 1", "to": 1}, {"otherwise": "customer.n"}], {"n": 1}, 1),
        ([{"when": "customer.n > 1", "to": 1}, {"otherwise": 2}], {}, 2),
        ([{"when": "customer.n > 1", "to": 1}], {}, None),
        ([{"when": 'message.purpose == "lifecycle"', "to": 2}, {"otherwise": 0}], {}, 2),
    ],
)
def test_the_limit(limit: Any, given: dict[str, Any], stands: int | None) -> None:
    """A number, an expression, or cases; what is no number does not apply, on record; 0 stops all."""
    she = life(cap(max=limit, per="7d"), **given)
    for when in ("1h", "2h", "3h", "4h"):
        she.propose("x", when)
    assert len(she.sent()) == (4 if stands is None else min(stands, 4))
    assert evidence(she, "x", "cap")["max"] == stands
    assert ("used" in evidence(she, "x", "cap")) == (stands is not None)
    if stands == 0:
        assert {until for *_, until in story(she)} == {""}


def test_what_the_limit_came_to_is_on_record() -> None:
    she = life(cap(max="customer.n"), n=2.9)
    she.propose("x", "0")
    assert (evidence(she, "x", "cap")["max"], evidence(she, "x", "cap")["given"]) == (2, 2.9)


def test_a_limit_that_the_clock_changes_is_looked_at_then() -> None:
    calm = [{"when": "happened(returned, last 5h)", "to": 0}, {"otherwise": 5}]
    she = life(cap(max=calm))
    she.track("returned", "0")
    she.propose("x", "1h")
    (held,) = decisions(she)
    assert (held.verdict, held.until) == ("hold", None)
    assert look(she, "x", "cap").changes == at("5h")
    she.advance("5h")
    assert she.sent() == [("5h", "x")]


def test_a_limit_that_an_input_changes_is_looked_at_then() -> None:
    she = life(cap(max="customer.n"), n=0)
    she.propose("x", "1h")
    she.identify("2h", n=1)
    assert she.sent() == [("2h", "x")]


def test_several_rules_hold_and_the_first_is_named() -> None:
    """23:00 and 00:00 both pass one a day by the calendar, where a rolling rule also holds."""
    daily = cap(name="daily", per="calendar_day")
    she = life(daily)
    for when in ("13h", "14h"):  # 23:00 and 00:00 in Berlin
        she.propose("x", when)
    assert [when for when, _ in she.sent()] == ["13h", "14h"]
    she = life(daily, cap(name="rolling"))
    for when in ("13h", "14h"):
        she.propose("x", when)
    assert story(she)[1:] == [("14h", "x", "hold cap", "1d13h")]
    held = decisions(she)[-1]
    assert [(one.name, one.verdict) for one in held.rules if one.rule == "cap"] == [
        ("daily", "send"),
        ("rolling", "hold"),
    ]


def test_two_decided_within_the_time_of_a_delivery() -> None:
    she = life(cap())
    she.answers["x"] = [None, None]
    she.propose("x", "0")
    she.propose("x", "1s")
    assert [verdict for _, _, verdict, _ in story(she)] == ["send", "hold cap"]


@pytest.mark.parametrize("over", ["hold", "drop", "next_channel"])
def test_over(over: str) -> None:
    she = life(cap(counts={"channels": ["email"]}, over=over), phone="+49151" if over == "next_channel" else None)
    she.propose("news", "0")
    she.propose("news", "1h")
    first, second = decisions(she)
    assert (first.verdict, first.channel) == ("send", "email")
    if over == "next_channel":
        assert (second.verdict, second.channel) == ("send", "sms")
    else:
        assert (second.verdict, second.reason) == (over, "cap")
        assert look(she, "news", "cap").until == at("1d")  # when it would pass


def test_over_next_channel_without_another_is_a_drop() -> None:
    she = life(cap(over="next_channel"))
    she.propose("x", "0")
    she.propose("x", "1h")
    assert she.dropped() == [("1h", "x", "cap")]


def test_observe_stops_nothing_and_says_what_it_would() -> None:
    she = life(cap(mode="observe"))
    she.propose("x", "0")
    she.propose("x", "1h")
    assert len(she.sent()) == 2
    found = look(she, "x", "cap")
    assert (found.verdict, found.observed, found.until) == ("hold", True, at("1d"))


def test_essential_messages_pass_and_take_a_place() -> None:
    she = life(cap(counts={"channels": ["email"]}))
    she.propose("note", "0")
    she.propose("note", "1h")
    assert evidence(she, "note", "cap")["exempt"] is True
    assert (look(she, "note", "cap").verdict, evidence(she, "note", "cap")["used"]) == ("send", 1)
    she.propose("x", "2h")
    assert story(she)[-1] == ("2h", "x", "hold cap", "1d1h")


def test_evidence_names_who_used_the_places() -> None:
    she = life(cap(max=12, per="7d"))
    for number in range(13):
        she.propose("x", f"{number}h")
    held = evidence(she, "x", "cap")
    sent = [one for one in decisions(she) if one.verdict == "send"]
    assert (held["used"], held["max"], held["per"], held["until"]) == (12, 12, "1w", at("7d").isoformat())
    assert held["by"] == [{"id": one.message_id, "at": one.at.isoformat()} for one in sent[:1:-1]]  # the newest ten


def test_what_is_not_selected_is_not_looked_at() -> None:
    she = life(cap(counts={"tags": ["big"]}))
    she.propose("x", "0")
    assert [one for one in decisions(she)[0].rules if one.rule == "cap"] == []


def test_a_tag_removed_later_frees_nothing() -> None:
    she = life(cap(counts={"tags": ["big"]}))
    she.propose("tagged", "0")
    untagged = (message("tagged"), message("other", tags=["big"]))
    number = she.books.publish(messages=untagged, policy={"caps": [cap(counts={"tags": ["big"]})]})
    she.state.catalogue = number
    she.propose("other", "1h")
    assert story(she)[-1] == ("1h", "other", "hold cap", "1d")
    she.propose("tagged", "2h")  # and what has no tag any more takes no place
    assert she.sent()[-1] == ("2h", "tagged")
