"""Places of departments under a cap: taken with the answer, free again at the lapse, and over it where nobody asked."""

from datetime import datetime

import pytest

from engine.contracts.inputs import Report
from engine.language.terms import Channel
from tests.engine.inputs.departments import FLYER, shop
from tests.engine.lives import at

ONE_A_WEEK = {"name": "one", "counts": {"class": "marketing"}, "max": 1, "per": "7d", "over": "hold"}


def test_a_lapse_lets_what_is_held_pass() -> None:
    she = shop(caps=[ONE_A_WEEK])
    she.ask("a-1", "0")
    she.track("purchase", "1m")
    assert she.held() == [("1m", "hello", "cap")]
    assert she.ask("a-2", "2m").would_pass_at == at("7d")
    she.advance("10m")
    assert she.sent() == [("0", "flyer"), ("10m", "hello")]


def test_a_report_over_the_cap_is_marked() -> None:
    she = shop(caps=[ONE_A_WEEK])
    she.track("purchase", "0")
    she.report("r-1", "1h", "30m")
    assert [one.over for one in she.reported()] == [("cap one",)]
    assert len(she.state.sent) == 2


def test_a_report_names_every_rule_of_the_house_that_it_breaks_at_its_instant() -> None:
    she = shop(
        holdout=[{"name": "control", "share": "100%", "salt": "s", "unit": "customer"}],
        caps=[ONE_A_WEEK, {**ONE_A_WEEK, "name": "tried", "mode": "observe"}],
        mix=[{"name": "no-two", "never_in_a_row": 2, "purposes": ["promotional"], "over": "drop"}],
        quiet_hours=[{"name": "night", "channels": ["email"], "from": "22:00", "to": "08:00"}],
    )
    she.report("at-night", "0", "-1h")
    she.report("by-day", "1m", "1m")
    she.report("planned-for-a-week-later", "2m", "8d")
    assert [one.over for one in she.reported()] == [
        ("holdout control", "quiet hours night"),
        ("holdout control", "cap one", "mix no-two"),
        ("holdout control", "mix no-two"),
    ]


def test_who_asks_hears_when_it_would_pass_also_of_a_cap_that_tries_the_next_channel() -> None:
    she = shop(caps=[{**ONE_A_WEEK, "over": "next_channel"}])
    she.ask("a-1", "0")
    said = she.ask("a-2", "5m")
    assert (said.reason, said.would_pass_at) == ("cap", at("7d"))


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Adak"])
@pytest.mark.parametrize("sent", ["0001-01-01T00:00:00Z", "1900-01-01T00:00:00Z", "9999-12-31T23:00:00Z"])
def test_a_report_from_the_ends_of_the_calendar_stops_nobody(sent: str, zone: str) -> None:
    """Profiles and logs hold such dates for "never"."""
    windows = ("calendar_day", "calendar_week", "calendar_month", "7d")
    she = shop(
        caps=[{**ONE_A_WEEK, "name": f"c-{window}", "per": window, "look_ahead": "3d"} for window in windows],
        quiet_hours=[
            {"name": "night", "channels": ["email"], "from": "22:00", "to": "08:00", "spread": "2h"},
            {"name": "sunday", "channels": ["email"], "weekdays": ["sun"], "over": "drop"},
        ],
        mix=[{"name": "no-two", "never_in_a_row": 2, "purposes": ["promotional"], "over": "drop"}],
        conflicts=[
            {
                "name": "away",
                "keep": {"class": "marketing"},
                "yield": {"departments": "store"},
                "within": "same_day",
                "over": "hold",
            }
        ],
    )
    she.identify("0", zone=zone)
    she.track("purchase", "1m")
    said_at = datetime.fromisoformat(sent)
    for id in ("r-1", "r-2"):
        she.feed(Report(id=id, at=at("1h"), what=FLYER, channel=Channel.EMAIL, sent_at=said_at), "1h")
    assert len(she.reported()) == 2
    assert len(she.state.planned) == (2 if said_at > at("1h") else 0)
    she.advance("3d")
    assert [name for _, name in she.sent()] == ["hello"]
