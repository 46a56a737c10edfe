"""Every form of `wait`, what becomes of a target that is past, and another zone."""

from typing import Any

import pytest
from pydantic import JsonValue

from engine.contracts.verbs import Pause, Resume
from engine.localtime import targets
from tests.engine.books import Books, Step, journey, send, wait, wait_for
from tests.engine.lives import Life, after, at, told

NEXT = send("next")
FORMS: list[tuple[JsonValue, str]] = [  # T0 is a Tuesday, 08:00 UTC
    ("36h", "1d12h"),
    ({"days": 1, "at": "10:00"}, "1d2h"),
    ({"days": 0, "at": "10:00"}, "2h"),
    ({"months": 1, "at": "08:00"}, "30d"),
    ({"years": 1, "at": "08:00"}, "365d"),
    ({"until": "09:00"}, "1h"),
    ({"until": "08:00"}, "1d"),  # strictly after
    ({"until": "07:00", "weekdays": ["mon"]}, "5d23h"),
    ({"days_of": "event.amount"}, "2d"),  # 2.9, floored
    ({"between": ["09:00", "17:00"]}, "1h"),
    ({"between": ["07:00", "17:00"]}, "0"),  # inside
    ({"between": ["07:00", "17:00"], "weekdays": ["sat"]}, "3d23h"),
    ({"date": "customer.birthday"}, "15d16h"),
    ({"date": "customer.birthday", "before": "1d", "at": "12:00"}, "15d4h"),
    ({"date": "customer.birthday", "after": "1d"}, "16d16h"),
    ({"quiet_for": "2h", "of": ["viewed"], "at_most": "9d"}, "2h"),
]


def life(*steps: Step, zone: str = "UTC", **profile: Any) -> Life:
    return Life(Books(journey("a", *steps)), zone=zone, **profile)


@pytest.mark.parametrize(("form", "when"), FORMS, ids=[str(form) for form, _ in FORMS])
def test_a_wait_ends_at_its_target(form: JsonValue, when: str) -> None:
    she = life(wait(form), NEXT, birthday="2026-04-30")
    she.track("purchase", amount=2.9)
    she.advance("400d")
    assert she.sent() == [(when, "next")]


@pytest.mark.parametrize(
    ("past", "sent", "outcome"),
    [("continue", ["next", "last"], "completed"), ("skip", ["last"], "completed"), ("exit", [], "past")],
)
def test_a_target_in_the_past(past: str, sent: list[str], outcome: str) -> None:
    she = life(wait({"days": 0, "at": "07:00"}, past=past), NEXT, send("last"))
    she.track("purchase")
    assert [message for _, message in she.sent()] == sent
    assert she.ended() == [("0", "a", outcome)]


def test_a_date_that_is_missing_or_none_passes_at_once() -> None:
    for birthday in (None, "tomorrow"):
        she = life(wait({"date": "customer.birthday"}), NEXT, birthday=birthday)
        she.track("purchase")
        assert she.sent() == [("0", "next")]


def test_a_trailing_wait_is_waited_for() -> None:
    she = life(wait("2d"))
    she.track("purchase")
    she.advance("9d")
    assert she.ended() == [("2d", "a", "completed")]


def test_waits_count_from_when_the_message_went() -> None:
    she = life(send("first"), wait("1d"), NEXT)
    she.control(Pause(), "0")
    she.track("purchase", "1h")
    she.control(Resume(), "2d")
    she.advance("9d")
    assert she.sent() == [("2d", "first"), ("3d", "next")]


@pytest.mark.parametrize(
    ("views", "when"),
    [([], "2h"), (["1h"], "3h"), (["1h", "2h30m"], "4h30m"), ([f"{n}h" for n in range(1, 12)], "9h")],
)
def test_quiet_for_starts_again_with_each_trigger(views: list[str], when: str) -> None:
    she = Life(Books(journey("a", wait({"quiet_for": "2h", "of": ["viewed"], "at_most": "9h"}), NEXT, again="never")))
    she.track("purchase")
    for view in views:
        she.track("viewed", view)
    she.advance("9d")
    assert she.sent() == [(when, "next")]


def test_quiet_for_counts_the_entering_trigger_by_its_event_time() -> None:
    quiet = wait({"quiet_for": "2h", "of": ["viewed"], "at_most": "9d"})
    she = Life(Books(journey("a", quiet, NEXT, enter="viewed", again="never")))
    she.track("viewed", "0", event="-30m")
    she.track("viewed", "10m", event="-40m")  # a late one from before changes nothing
    she.advance("9d")
    assert she.sent() == [("1h30m", "next")]


def test_spread_is_stable_and_differs_between_customers() -> None:
    books = Books(journey("a", wait({"until": "09:00", "spread": "1h"}), NEXT))
    seen = {}
    for number in range(5):
        she = Life(books, id=f"c-{number}", zone="UTC")
        she.track("purchase")
        she.advance("1d")
        ((seen[number], _),) = she.sent()
        goal = targets.spread(at("1h"), after("1h"), f"c-{number}:pause")
        assert seen[number] == told(goal)
    assert len(set(seen.values())) > 1


def test_a_change_of_zone_aims_again_from_the_beginning_of_the_step() -> None:
    she = life(wait({"until": "18:00"}), NEXT, zone="Europe/Berlin")  # 16:00 UTC
    she.track("purchase")
    she.identify("1h", zone="America/New_York")  # 18:00 there is 22:00 UTC
    she.advance("9d")
    assert she.sent() == [("14h", "next")]


@pytest.mark.parametrize(("past", "when"), [("continue", ["next", "last"]), ("skip", ["last"]), ("exit", [])])
def test_a_target_that_a_change_of_zone_made_past(past: str, when: list[str]) -> None:
    she = life(wait({"until": "18:00"}, past=past), NEXT, send("last"), zone="Europe/Berlin")
    she.track("purchase")
    she.identify("3h", zone="Asia/Tokyo")  # there it was 18:00 at 09:00 UTC, after the step began at 17:00
    assert [message for _, message in she.sent()] == when


def test_a_step_that_changes_the_zone_aims_other_waits_again() -> None:
    mover = journey("b", {"id": "move", "update": {"customer.zone": "America/New_York"}}, enter="viewed")
    she = Life(Books(journey("a", wait({"until": "18:00"}), NEXT), mover), zone="Europe/Berlin")
    she.track("purchase")
    she.track("viewed", "1h")
    she.advance("9d")
    assert she.sent() == [("14h", "next")]


def test_elapsed_time_does_not_mind_the_zone() -> None:
    she = life(wait("1d"), NEXT, zone="Europe/Berlin")
    she.track("purchase")
    she.identify("3h", zone="Asia/Tokyo")
    she.advance("9d")
    assert she.sent() == [("1d", "next")]


def test_a_window_is_open_when_it_is_open_in_every_zone_of_the_country() -> None:
    # Of the United States Honolulu (UTC-10) and Adak are last: 09:00 there is 19:00 UTC; New York closes at 21:00 UTC.
    she = life(wait({"between": ["09:00", "17:00"]}), NEXT, zone="", country="US")
    she.track("purchase")
    she.advance("9d")
    assert she.sent() == [("11h", "next")]


def test_another_zone_while_nobody_waits_changes_nothing() -> None:
    she = life(wait_for({"name": "v", "trigger": "viewed"}, timeout="1d"), NEXT)
    she.track("purchase")
    she.identify("3h", zone="Asia/Tokyo")
    she.advance("9d")
    assert she.sent() == [("1d", "next")]


def test_five_years() -> None:
    she = life(wait({"years": 5, "at": "08:00"}), NEXT)
    she.track("purchase")
    she.advance("1825d")
    assert she.sent() == []
    she.advance("1827d")
    assert she.sent() == [("1826d", "next")]
