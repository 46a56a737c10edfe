"""Timers and records say in words what they are for."""

from datetime import timedelta

import pytest

from engine.contracts.answers import NotNow
from engine.deadline import deadline
from engine.telling.phrases import clipped, span
from engine.telling.summaries import of_journal, of_timer
from tests.engine.books import Books, journey, message, send, wait, wait_for
from tests.engine.lives import Life, at


def timer(she: Life, when: str) -> str:
    due = deadline(she.state)
    assert due is not None
    return of_timer(she.state, due, at(when), she.definitions)


def written(she: Life) -> str:
    return of_journal(tuple(she.entries), 1, she.definitions)


BOUGHT = {"name": "bought", "trigger": "purchase"}
SEEN = {"name": "seen-it", "trigger": "viewed"}
TIPS = message("tips", title="Tips for your accessory")


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([wait("3d"), send("tips")], "3 days, then Tips for your accessory"),
        ([wait("90m"), {"id": "over", "end": "gave_up"}], "1 hour 30 minutes, then the end (gave up)"),
        ([wait("1d"), wait("1d", id="give-it-time")], "1 day, then give it time"),
        ([wait("1d")], "1 day, then the end"),
        ([wait("1d"), wait_for(BOUGHT, SEEN)], "1 day, then waiting for bought or seen it"),
        (
            [wait("1d"), {"id": "ask", "lookup": "nearest", "into": "run.store", "with": {"city": "Bonn"}}],
            "1 day, then looking up nearest",
        ),
        (
            [wait_for(BOUGHT, SEEN, timeout="2d"), send("tips")],
            "2 days, for bought or seen it; otherwise Tips for your accessory",
        ),
        (
            [wait_for(SEEN, timeout={"after": "2d", "go": "end"}), send("tips")],
            "2 days, for seen it; otherwise the end",
        ),
        (
            [wait_for(SEEN, timeout={"after": "2d", "steps": [send("tips")]}), wait("1d")],
            "2 days, for seen it; otherwise Tips for your accessory",
        ),
        (
            [wait_for(SEEN, timeout={"after": "2d", "go": "skip"}), wait("1d"), send("tips")],
            "2 days, for seen it; otherwise Tips for your accessory",
        ),
    ],
)
def test_a_timer_says_what_it_waits_for_and_what_comes_then(steps: list[dict[str, object]], said: str) -> None:
    she = Life(Books(journey("a", *steps), messages=(TIPS,)))
    she.track("purchase")
    assert timer(she, "0") == said


def test_a_timer_for_several_things_says_so() -> None:
    she = Life(Books(journey("a", wait("1d")), journey("b", wait("1d"), send("tips")), messages=(TIPS,)))
    she.track("purchase")
    assert timer(she, "0") == "1 day, then the end, and 1 more"


def test_a_timer_says_which_message_is_held_and_why() -> None:
    she = Life(Books(messages=(TIPS,)))
    she.answers["tips"] = [NotNow(why="throttled", until=at("5h"))]
    she.propose("tips", "0")
    assert timer(she, "1h") == "4 hours, then Tips for your accessory again (held: capacity)"


def test_a_timer_says_which_journey_may_begin() -> None:
    silent = journey("b", wait("1d"), enter={"condition": "since(purchase) >= 2d", "existing": "ignore"})
    she = Life(Books(silent.model_copy(update={"title": "Not seen"})))
    she.track("purchase")
    assert timer(she, "0") == "2 days, then perhaps Not seen"


def test_a_record_says_what_it_writes_down() -> None:
    she = Life(Books(journey("a", wait("1d")), messages=(TIPS,)))
    she.track("purchase")
    assert written(she) == "noted: consent granted, and 1 more"
    she.state.journal.clear()
    she = Life(Books(journey("a", send("tips")), messages=(TIPS,)), agreed=False)
    she.track("purchase")
    assert written(she) == "noted: entered a, and 2 more"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(days=3), "3 days"),
        (timedelta(days=2, hours=23, minutes=59, seconds=59), "3 days"),
        (timedelta(days=1, hours=4, minutes=9), "1 day 4 hours"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(milliseconds=1), "a moment"),
    ],
)
def test_spans_are_told_in_their_two_largest_units(length: timedelta, said: str) -> None:
    assert span(length) == said


def test_a_text_is_cut_between_characters() -> None:
    assert clipped("ü" * 100) == "ü" * 100
    cut = clipped("a" + "ü" * 150)
    assert len(cut.encode()) == 200 and cut == "a" + "ü" * 98 + "…"
