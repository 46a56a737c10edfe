"""Rule 5: only what yields is stopped, by what is kept and was sent, or is known to come, within the span."""

from typing import Any

import pytest

from engine.contracts.answers import Refused, Unknown
from engine.contracts.inputs import Ask, Elsewhere, Release
from engine.language.terms import Channel, Purpose
from tests.engine.lives import Life, at
from tests.engine.policy.conflicts import RULE, books, rule
from tests.engine.policy.records import decisions, evidence, story


def test_what_yields_waits_for_the_span_after_what_is_kept() -> None:
    she = Life(books(RULE))
    she.track("purchase")
    she.propose("news", "1h")
    she.advance("5d")
    assert story(she) == [
        ("0", "welcome", "send", ""),
        ("1h", "news", "hold conflict", "1d"),
        ("1d", "news", "send", ""),
    ]
    held = next(one for one in decisions(she, "news")[0].rules if one.rule == "conflict")
    assert held.evidence == {
        "over": "hold",
        "within": "1d",
        "keep": decisions(she, "welcome")[0].message_id,
        "keep_message": "welcome",
        "keep_at": at("0").isoformat(),
        "look": "back",
        "until": at("1d").isoformat(),
    }


@pytest.mark.parametrize(
    ("within", "when", "passes"),
    [
        ("24h", "23h59m59s", False),
        ("24h", "1d", True),  # half-open: exactly the span later is free
        ("30m", "29m", False),
        ("30m", "30m", True),
        ("same_day", "13h59m59s", False),  # 23:59:59 in Berlin
        ("same_day", "14h", True),
    ],
)
def test_the_span_back(within: str, when: str, passes: bool) -> None:
    she = Life(books(rule(within=within, over="drop")))
    she.track("purchase")
    she.propose("news", when)
    assert bool([one for _, one in she.sent() if one == "news"]) is passes


def test_the_day_is_the_customers() -> None:
    she = Life(books(rule(within="same_day")), zone="Asia/Tokyo")  # 17:00 there
    she.track("purchase")
    she.propose("news", "1h")
    she.advance("2d")
    assert story(she, "news") == [("1h", "news", "hold conflict", "7h"), ("7h", "news", "send", "")]


def test_a_move_to_another_day_lets_it_go() -> None:
    she = Life(books(rule(within="same_day")), zone="Europe/Berlin")
    she.track("purchase", "0")
    she.propose("news", "13h")
    she.identify("13h30m", zone="Asia/Tokyo")  # 06:30 of the day after, and the mail was at 17:00 of the day before
    assert she.sent()[1:] == [("13h30m", "news")]


def test_what_is_kept_never_waits_for_what_yields() -> None:
    """A welcome mail is never held because of a newsletter."""
    she = Life(books(RULE))
    she.propose("news", "-1h")
    she.track("purchase")
    assert she.sent() == [("-1h", "news"), ("0", "welcome")]
    assert [one for one in decisions(she, "welcome")[0].rules if one.rule == "conflict"] == []


def test_what_is_kept_and_yields_too_is_kept() -> None:
    she = Life(books(RULE))
    she.track("purchase")
    she.propose("both", "1h")
    assert she.sent() == [("0", "welcome"), ("1h", "both")]
    assert evidence(she, "both", "conflict") == {"passes_as": "keep"}


def test_a_purpose_that_never_yields_passes_on_record() -> None:
    all_yield = rule(**{"yield": {"purposes": ["service", "lifecycle"]}, "keep": {"messages": ["welcome"]}})
    she = Life(books(all_yield, purposes={"lifecycle": {"conflicts": "never_yields"}}))
    she.track("purchase")
    she.propose("note", "1h")
    she.propose("tips", "2h")
    assert [name for _, name in she.sent()] == ["welcome", "note", "tips"]
    assert evidence(she, "note", "conflict") == {"passes_as": "never_yields"}
    assert evidence(she, "tips", "conflict") == {"passes_as": "never_yields"}


def test_what_neither_yields_nor_keeps_is_not_looked_at() -> None:
    she = Life(books(RULE))
    she.track("purchase")
    she.propose("tips", "1h")
    assert [one for one in decisions(she, "tips")[0].rules if one.rule == "conflict"] == []


def test_dropped_at_once_where_the_rule_says_so() -> None:
    she = Life(books(rule(over="drop")))
    she.track("purchase")
    she.propose("news", "1h")
    assert story(she, "news") == [("1h", "news", "drop conflict", "1d")]


@pytest.mark.parametrize(
    ("interests", "value", "passes"),
    [(["phones"], True, True), (["shoes"], False, False), (None, None, False), ("phones", None, False)],
)
def test_unless_lifts_it_where_it_is_true(interests: Any, value: bool | None, passes: bool) -> None:
    relevant = rule(unless="overlaps(message.topics, customer.interests)", over="drop")
    she = Life(books(relevant), **({} if interests is None else {"interests": interests}))
    she.track("purchase")
    she.propose("news", "1h")
    assert bool(she.sent()[1:]) is passes
    assert evidence(she, "news", "conflict")["unless_is"] is value


def test_unless_is_looked_at_again_when_the_clock_changes_it() -> None:
    she = Life(books(rule(unless="since(purchase) >= 5h")))
    she.track("purchase")
    she.propose("news", "1h")
    she.advance("2d")
    assert she.sent() == [("0", "welcome"), ("5h", "news")]


def test_unless_is_looked_at_again_when_she_changes() -> None:
    she = Life(books(rule(unless="overlaps(message.topics, customer.interests)")))
    she.track("purchase")
    she.propose("news", "1h")
    she.identify("2h", interests=["phones"])
    assert she.sent()[1:] == [("2h", "news")]


# Known to come.


def test_on_its_way_counts_from_the_decision_and_is_free_when_it_is_refused() -> None:
    she = Life(books(RULE))
    she.answers["welcome"] = [None]
    she.track("purchase")
    she.propose("news", "1h")
    she.answer("welcome", Refused(fault="recipient"), "2h")
    assert story(she, "news") == [("1h", "news", "hold conflict", "1d"), ("2h", "news", "send", "")]


def test_unknown_counts_as_sent() -> None:
    she = Life(books(RULE))
    she.answers["welcome"] = [Unknown()]
    she.track("purchase")
    she.propose("news", "1h")
    assert story(she, "news") == [("1h", "news", "hold conflict", "1d")]


def ask(id: str, what: str, when: str, *, purpose: str, tags: tuple[str, ...] = ()) -> Ask:
    meant = Elsewhere(message=what, department="store", purpose=Purpose(purpose), tags=tags)
    return Ask(id=id, at=at(when), what=meant, channels=(Channel.EMAIL,))


def test_a_reservation_is_kept_apart_from_and_what_lapses_is_not() -> None:
    she = Life(books(RULE))
    she.feed(ask("a-1", "hello", "0", purpose="lifecycle", tags=("welcome",)), "0")
    she.propose("news", "1m")
    assert story(she, "news") == [("1m", "news", "hold conflict", "1d")]
    she.advance("2d")
    assert she.sent()[-1] == ("10m", "news")


def test_a_reservation_that_is_released_lets_it_go_at_once() -> None:
    she = Life(books(RULE))
    she.feed(ask("a-1", "hello", "0", purpose="lifecycle", tags=("welcome",)), "0")
    she.propose("news", "1m")
    she.feed(Release(id="r-1", at=at("2m"), ask="a-1"), "2m")
    assert she.sent()[-1] == ("2m", "news")


def test_a_department_that_asks_is_told_when_it_would_pass() -> None:
    she = Life(books(RULE))
    she.track("purchase")
    she.feed(ask("a-1", "sale", "1h", purpose="promotional"), "1h")
    answer = she.state.answers["a-1"].answer
    assert (answer.verdict, answer.reason, answer.would_pass_at) == ("drop", "conflict", at("1d"))
    assert answer.rule == "conflict welcome-day"
