"""Rule 9: what waited for the end of quiet hours leaves within a spread, in order."""

from datetime import timedelta

import pytest

from tests.engine.books import Books, message
from tests.engine.lives import Life, at
from tests.engine.policy.nights import NIGHT, SPREAD, books
from tests.engine.policy.records import decisions


def test_who_waited_leaves_within_the_spread_each_at_her_own_second() -> None:
    seconds = set()
    for number in range(12):
        she = Life(books(SPREAD), id=f"c-{number}")
        she.propose("hello", "14h")
        she.advance("3d")
        ((sent, _),) = she.sent()
        again = Life(books(SPREAD), id=f"c-{number}")
        again.propose("hello", "15h")
        again.advance("3d")
        assert again.sent() == [(sent, "hello")]
        seconds.add(decisions(she)[-1].at)
    assert len(seconds) > 8
    assert all(at("1d") <= one < at("1d20m") for one in seconds)


def test_what_comes_in_after_the_opening_does_not_wait_and_brings_nobody_forward() -> None:
    she = Life(books(SPREAD))
    she.propose("hello", "14h")
    own = decisions(she)[-1].until
    assert own is not None and own > at("1d1s")
    she.propose("hello", "1d")  # at the opening: it has not waited
    she.advance("3d")
    assert [one.at for one in decisions(she) if one.verdict == "send"] == [at("1d"), own]


def test_all_that_one_customer_has_waiting_leaves_in_order() -> None:
    light, heavy = message("light", priority=10), message("heavy", priority=90)
    she = Life(Books(messages=(light, heavy), policy={"quiet_hours": [SPREAD]}))
    she.propose("light", "14h")
    she.propose("heavy", "15h")
    she.advance("3d")
    assert [name for _, name in she.sent()] == ["heavy", "light"]


@pytest.mark.parametrize("room", ["expiry", "night"])
def test_the_spread_takes_a_message_neither_beyond_its_expiry_nor_into_the_next_night(room: str) -> None:
    rule = {**NIGHT, "spread": "12h"} if room == "expiry" else {**NIGHT, "to": "20:59", "spread": "12h"}
    for number in range(6):
        she = Life(books(rule, expires="601m" if room == "expiry" else "7d"), id=f"c-{number}")
        she.propose("hello", "14h")
        she.advance("9d")
        opens = at("1d") if room == "expiry" else at("1d12h59m")
        ((sent),) = [one.at for one in decisions(she) if one.verdict == "send"]
        assert opens <= sent < opens + timedelta(minutes=1)
