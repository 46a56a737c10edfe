"""Rule 9: when a channel is silent, and that nothing leaves then."""

from typing import Any

import pytest

from engine.contracts.answers import NotNow
from engine.contracts.inputs import Ask, Elsewhere
from engine.contracts.verbs import Pause, Resume
from engine.language.terms import Channel, Purpose
from engine.policy.recompute import differences
from tests.engine.lives import Life, at, told
from tests.engine.policy.nights import NIGHT, SPREAD, books, look
from tests.engine.policy.records import decisions


@pytest.mark.parametrize(
    ("when", "sent"),
    [
        ("12h59m59s", "12h59m59s"),  # 20:59:59
        ("13h", "1d"),  # 21:00: until Wednesday 08:00
        ("15h", "1d"),
        ("23h59m59s", "1d"),
        ("1d", "1d"),
    ],
)
def test_a_night_is_waited_for(when: str, sent: str) -> None:
    she = Life(books(NIGHT))
    she.propose("hello", when)
    she.advance("3d")
    assert [one for one, _ in she.sent()] == [sent]
    assert she.held() == ([] if when == sent else [(when, "hello", "quiet_hours")])


def test_the_evidence() -> None:
    she = Life(books(NIGHT), zone="Europe/Berlin")
    she.propose("hello", "12h")  # 22:00 in Berlin
    (held,) = decisions(she)
    assert (held.verdict, held.reason, held.until) == ("hold", "quiet_hours", at("22h"))
    assert look(she).evidence == {
        "window": {"from": "21:00", "to": "08:00"},
        "zones": ["Europe/Berlin"],
        "now": at("12h").isoformat(),
        "opens": at("22h").isoformat(),
    }
    she.advance("1d")
    assert "opens" not in look(she).evidence
    assert [list(differences(one)) for one in decisions(she)] == [[], []]


def test_what_would_come_in_the_night_may_be_dropped() -> None:
    she = Life(books({**NIGHT, "over": "drop"}))
    she.propose("hello", "14h")
    assert she.dropped() == [("14h", "hello", "quiet_hours")]
    assert look(she).until == at("1d")


def test_a_channel_without_quiet_hours_is_not_looked_at() -> None:
    she = Life(books({**NIGHT, "channels": "sms"}))
    she.propose("hello", "14h")
    assert she.sent() == [("14h", "hello")]
    assert not any(one.rule == "quiet hours" for one in decisions(she)[-1].rules)


def test_an_exempt_purpose_passes_on_record_up_to_its_expiry() -> None:
    she = Life(books(NIGHT, purpose="transactional", expires="2d"))
    she.propose("hello", "14h")
    assert she.sent() == [("14h", "hello")]
    assert (look(she).verdict, look(she).evidence) == ("send", {"exempt": True})
    assert she.delivery("hello").send_by == at("2d14h")


WEEKEND = {"name": "nights", "channels": ["email"], "weekdays": ["sat", "sun"]}


@pytest.mark.parametrize(
    ("rule", "zone", "when", "opens"),
    [
        (WEEKEND, "UTC", "4d", "5d16h"),  # Saturday 08:00 → Monday 00:00
        (WEEKEND, "UTC", "3d16h", "5d16h"),  # Saturday 00:00
        (WEEKEND, "UTC", "3d15h59m", None),
        (WEEKEND, "Asia/Tokyo", "3d7h", "5d7h"),  # it is Saturday there
        ({**NIGHT, "weekdays": ["fri"]}, "UTC", "3d23h", "4d"),  # Saturday's morning is of Friday's night
        ({**NIGHT, "weekdays": ["sat"]}, "UTC", "3d23h", None),
        ({**NIGHT, "weekdays": ["sat"]}, "UTC", "4d23h", "5d"),
        ({**WEEKEND, "weekdays": ["sun"], "from": "00:00", "to": "24:00"}, "UTC", "5d3h", "5d16h"),
    ],
)
def test_weekdays_are_local_and_a_night_is_of_the_day_on_which_it_starts(
    rule: dict[str, Any], zone: str, when: str, opens: str | None
) -> None:
    she = Life(books(rule), zone=zone)
    she.propose("hello", when)
    she.advance("20d")
    assert [one for one, _ in she.sent()] == [opens or when]


DAYS: dict[str, Any] = {"calendars": {"public": ["2026-04-15", "2026-04-16", "2028-02-29"]}}


@pytest.mark.parametrize(
    ("rule", "when", "opens"),
    [
        ({"calendar": "public"}, "15h59m", None),
        ({"calendar": "public"}, "16h", "2d16h"),  # two whole days
        ({"calendar": "public", "from": "21:00", "to": "08:00"}, "14h", None),  # the evening before
        ({"calendar": "public", "from": "21:00", "to": "08:00"}, "1d14h", "2d"),
        ({"calendar": "public", "from": "21:00", "to": "08:00"}, "2d23h", "3d"),  # into the day after
        ({"calendar": "public", "weekdays": ["wed"]}, "1d", "1d16h"),  # of its days, the Wednesdays
        ({"calendar": "public"}, "686d", "686d16h"),  # a leap day
    ],
)
def test_the_days_of_a_calendar(rule: dict[str, Any], when: str, opens: str | None) -> None:
    she = Life(books({"name": "nights", "channels": "email", **rule}, **DAYS))
    she.propose("hello", when)
    she.advance("900d")
    assert [one for one, _ in she.sent()] == [opens or when]


def test_where_it_never_opens_the_message_waits_to_its_end() -> None:
    long = {**NIGHT, "from": "10:00", "to": "09:00"}  # of nine zones there is always one outside the hour
    she = Life(books(long, expires="2d"), country="RU")
    she.propose("hello", "0")
    assert decisions(she)[-1].until is None
    she.advance("9d")
    assert she.dropped() == [("2d", "hello", "quiet_hours")]


def test_a_message_that_waits_for_something_else_is_dropped_when_the_night_begins() -> None:
    she = Life(books({**NIGHT, "over": "drop"}))
    she.answers["hello"] = [NotNow(why="breaker", until=at("20h"))]
    she.propose("hello", "12h")
    she.advance("3d")
    assert she.dropped() == [("13h", "hello", "quiet_hours")]


def test_several_rules_hold_one_after_another() -> None:
    noon = {"name": "noon", "channels": ["email"], "from": "07:30", "to": "09:00"}
    she = Life(books(NIGHT, noon))
    she.propose("hello", "14h")
    she.advance("3d")
    assert she.sent() == [("1d1h", "hello")]
    assert [(told(one.at), one.rules[-2].name) for one in decisions(she)] == [
        ("14h", "noon"),
        ("1d", "noon"),
        ("1d1h", "noon"),
    ]


def test_a_department_that_asks_is_told_the_opening() -> None:
    she = Life(books(SPREAD))
    what = Elsewhere(message="call-back", department="care", purpose=Purpose.SERVICE)
    said = []
    for number, when in enumerate(("14h", "1d")):
        she.feed(Ask(id=f"a-{number}", at=at(when), what=what, channels=(Channel.EMAIL,)), when)
        said.append(she.state.answers[f"a-{number}"].answer)
    assert [one.verdict for one in said] == ["drop", "send"]
    assert (said[0].reason, said[0].would_pass_at, said[0].rule) == ("quiet_hours", at("1d"), "quiet hours nights")


def test_a_pause_over_the_opening_holds_on() -> None:
    she = Life(books(NIGHT))
    she.propose("hello", "14h")
    she.control(Pause(), "15h")
    she.advance("1d1h")
    assert she.sent() == []
    she.control(Resume(), "1d2h")
    assert she.sent() == [("1d2h", "hello")]


def test_what_only_observes_stops_nothing_and_is_on_record() -> None:
    she = Life(books({**NIGHT, "mode": "observe"}))
    she.propose("hello", "14h")
    assert she.sent() == [("14h", "hello")]
    assert (look(she).verdict, look(she).observed) == ("hold", True)
