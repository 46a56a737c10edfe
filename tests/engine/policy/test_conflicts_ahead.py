"""Conflicts with what is known to come, and messages that must not wait for each other for ever."""

import pytest

from engine.contracts.answers import NotNow
from engine.contracts.verbs import Pause, Resume
from tests.engine.books import Books, Step, journey, message, send, wait
from tests.engine.lives import Life, at
from tests.engine.policy.conflicts import BERLIN, RULE, books, rule
from tests.engine.policy.records import decisions, story


def test_one_decided_later_in_the_same_instant_is_known() -> None:
    she = Life(books(RULE))
    she.control(Pause(), "-1h")
    she.propose("news", "-30m")
    she.track("purchase", "-20m")
    she.control(Resume(), "0")  # news was proposed first, and would be decided first
    she.advance("3d")
    assert she.sent() == [("0", "welcome"), ("1d", "news")]


def test_a_heavier_one_that_yields_waits_all_the_same() -> None:
    shelf = Books(
        journey("a", send("welcome")),
        journey("b", send("news")),
        messages=(
            message("welcome", tags=["welcome"], priority=10),
            message("news", purpose="promotional", priority=90),
        ),
        policy={**BERLIN, "conflicts": [RULE]},
    )
    she = Life(shelf)
    she.track("purchase")
    she.advance("2d")
    assert she.sent() == [("0", "welcome"), ("1d", "news")]


def test_one_held_until_an_instant_within_the_span_is_waited_for() -> None:
    she = Life(books(RULE))
    she.answers["welcome"] = [NotNow(why="breaker", until=at("10h"))]
    she.track("purchase")
    she.propose("news", "1h")
    she.advance("5d")
    assert story(she) == [
        ("0", "welcome", "send", ""),
        ("0", "welcome", "hold paused", "10h"),
        ("1h", "news", "hold conflict", "10h"),
        ("10h", "welcome", "send", ""),
        ("10h", "news", "hold conflict", "1d10h"),
        ("1d10h", "news", "send", ""),
    ]
    first = next(one for one in decisions(she, "news")[0].rules if one.rule == "conflict").evidence
    assert (first["look"], first["keep_at"]) == ("ahead", at("10h").isoformat())


@pytest.mark.parametrize(("until", "held"), [("1d59m59s", True), ("1d1h", False), ("3d", False)])
def test_the_span_ahead_is_half_open(until: str, held: bool) -> None:
    she = Life(books(RULE))
    she.answers["welcome"] = [NotNow(why="breaker", until=at(until))]
    she.track("purchase")
    she.propose("news", "1h")
    assert bool(story(she, "news")[0][2] == "hold conflict") is held


def test_one_that_nobody_knows_the_time_of_may_come_at_any() -> None:
    she = Life(books(RULE))
    she.control(Pause(journey="a"), "-1h")
    she.track("purchase")
    she.propose("news", "1h")
    assert story(she, "news") == [("1h", "news", "hold conflict", "")]
    she.control(Resume(journey="a"), "2h")
    she.advance("5d")
    assert she.sent() == [("2h", "welcome"), ("1d2h", "news")]


def test_when_what_is_kept_is_dropped_the_other_goes_at_once() -> None:
    she = Life(books(RULE))
    she.control(Pause(journey="a"), "-1h")
    she.track("purchase")
    she.propose("news", "6d")
    she.advance("9d")
    assert she.dropped() == [("7d", "welcome", "paused")]
    assert she.sent() == [("7d", "news")]


def test_when_what_is_kept_leaves_by_an_exit_the_other_goes_at_once() -> None:
    shelf = Books(
        journey("a", send("welcome"), exit=[{"trigger": "returned"}]),
        messages=(message("welcome", tags=["welcome"]), message("news", purpose="promotional")),
        policy={"conflicts": [RULE]},
    )
    she = Life(shelf)
    she.answers["welcome"] = [NotNow(why="breaker", until=at("10h"))]
    she.track("purchase")
    she.propose("news", "1h")
    she.track("returned", "2h")
    assert she.dropped() == [("2h", "welcome", "exited")]
    assert she.sent()[1:] == [("2h", "news")]


def test_two_that_yield_to_each_other_do_not_wait_for_each_other() -> None:
    other = rule(name="other-way", keep={"messages": ["news"]}, **{"yield": {"messages": ["welcome"]}})
    she = Life(books(RULE, other))
    she.control(Pause(journey="a"), "-1h")
    she.track("purchase")
    she.propose("news", "1h")  # waits for the welcome, and nobody knows until when
    she.control(Resume(journey="a"), "2h")
    she.advance("5d")
    assert she.sent() == [("2h", "welcome"), ("1d2h", "news")]


def test_what_the_mix_holds_does_not_hold_what_it_waits_for() -> None:
    yielding = rule(keep={"messages": ["welcome"]}, **{"yield": {"class": "marketing"}})
    mix = {"name": "m", "of_last": 3, "at_least": 1, "purposes": ["promotional"], "over": "hold"}
    she = Life(books(yielding, mix=[mix]))
    she.propose("tips", "-9d")
    she.propose("tips", "-8d")
    she.track("purchase", "0")
    she.propose("news", "1h")
    assert story(she)[2:] == [
        ("0", "welcome", "hold mix", ""),
        ("1h", "news", "send", ""),
        ("1h", "welcome", "send", ""),
    ]


def test_the_next_send_of_a_journey_is_known() -> None:
    shelf = Books(
        journey("a", wait("5h"), send("welcome")),
        messages=(message("welcome", tags=["welcome"]), message("news", purpose="promotional")),
        policy={"conflicts": [RULE]},
    )
    she = Life(shelf)
    she.track("purchase")
    she.propose("news", "1h")
    she.advance("3d")
    assert story(she, "news") == [
        ("1h", "news", "hold conflict", "5h"),
        ("5h", "news", "hold conflict", "1d5h"),
        ("1d5h", "news", "send", ""),
    ]


def test_a_later_message_of_the_same_journey_does_not_hold_the_earlier() -> None:
    shelf = Books(
        journey("a", send("news"), wait("1h"), send("welcome")),
        messages=(message("welcome", tags=["welcome"]), message("news", purpose="promotional")),
        policy={"conflicts": [RULE]},
    )
    she = Life(shelf)
    she.track("purchase")
    she.advance("2d")
    assert she.sent() == [("0", "news"), ("1h", "welcome")]


def opposite(back: str, ahead: str) -> tuple[Step, Step]:
    """Promotions stay away from surveys, and surveys from promotions."""
    polls, promos = {"purposes": ["survey"]}, {"purposes": ["promotional"]}
    return (
        {"name": "promos-yield", "keep": polls, "yield": promos, "within": back, "over": "hold"},
        {"name": "polls-yield", "keep": promos, "yield": polls, "within": ahead, "over": "hold"},
    )


@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize("priority", [10, 50, 90])
@pytest.mark.parametrize("spans", [("2d", "5d"), ("5d", "2d"), ("2d", "2d"), ("same_day", "2d"), ("2d", "same_day")])
def test_two_that_stay_away_from_each_other_do_not_wait_for_each_other(
    spans: tuple[str, str], priority: int, quiet: bool
) -> None:
    night = {"name": "night", "channels": ["email"], "from": "08:00", "to": "15:00"}
    messages = (
        message("promo", purpose="promotional", priority=priority, expires="30d"),
        message("poll", purpose="survey", expires="30d"),
    )
    policy = {**BERLIN, "conflicts": list(opposite(*spans)), **({"quiet_hours": [night]} if quiet else {})}
    journeys = (journey("a", send("promo")), journey("b", send("poll")))
    she = Life(Books(*journeys, messages=messages, policy=policy))
    she.track("purchase")
    she.advance("40d")
    first, second = she.sent()
    assert first[0] == ("5h" if quiet else "0")
    assert second[0] in ("14h", "2d", "5d", "1d5h", "2d5h", "5d5h")
    assert she.dropped() == []


def test_three_in_a_ring_do_not_wait_for_each_other() -> None:
    ring = [("content", "survey", "2d"), ("survey", "promotional", "5d"), ("promotional", "content", "9d")]
    rules = [
        {"name": one, "keep": {"purposes": [keep]}, "yield": {"purposes": [one]}, "within": within, "over": "hold"}
        for one, keep, within in ring
    ]
    names = [one for one, *_ in ring]
    messages = tuple(message(name, purpose=name, expires="60d") for name in names)
    journeys = (journey(f"j-{name}", send(name)) for name in names)
    she = Life(Books(*journeys, messages=messages, policy={**BERLIN, "conflicts": rules}))
    she.track("purchase")
    she.advance("60d")
    assert next(when for when, _ in she.sent()) == "0"
    assert sorted(name for _, name in she.sent()) == sorted(names)


def test_what_stays_away_from_one_that_leaves_a_place_to_its_own_successor_goes_first() -> None:
    """light waits for heavy (the cap), heavy for first (the order of its journey), first for light (the conflict)."""
    one = {"name": "one", "counts": {"class": "marketing"}, "max": 2, "per": "7d", "over": "hold", "look_ahead": "3d"}
    away = {"name": "away", "keep": {"messages": ["light"]}, "yield": {"messages": ["first"]}, "within": "2d"}
    messages = (
        message("light", priority=10, expires="9d"),
        message("first", priority=5, expires="9d"),
        message("heavy", priority=90, expires="9d"),
        message("sent"),
    )
    steps = (send("first", **{"continue": "when_proposed"}), wait("1d"), send("heavy"))
    policy = {**BERLIN, "conflicts": [{**away, "over": "hold"}], "caps": [one]}
    she = Life(Books(journey("a", *steps), journey("b", send("light")), messages=messages, policy=policy))
    she.propose("sent", "-1m")
    she.track("purchase")
    she.advance("20d")
    assert sorted(name for _, name in she.sent()) == ["first", "heavy", "light", "sent"]


def test_what_waits_behind_one_that_the_mix_holds_does_not_hold_what_that_one_waits_for() -> None:
    """news waits for the welcome, the welcome for the tips before it, and the tips, by the mix, for the news."""
    mix = {"name": "m", "of_last": 3, "at_least": 1, "purposes": ["promotional"], "over": "hold"}
    messages = (
        message("welcome", tags=["welcome"], priority=90, expires="9d"),
        message("tips", expires="9d"),
        message("news", purpose="promotional", priority=90, expires="9d"),
    )
    steps = (send("tips", **{"continue": "when_proposed"}), send("welcome"))
    she = Life(Books(journey("a", *steps), messages=messages, policy={"conflicts": [RULE], "mix": [mix]}))
    she.propose("tips", "-5d")
    she.propose("tips", "-4d")
    she.track("purchase", "0")
    assert she.held() == [("0", "tips", "mix")]
    she.propose("news", "1h")
    assert she.sent()[2:] == [("1h", "news"), ("1h", "tips"), ("1h", "welcome")]
