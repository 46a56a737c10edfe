"""Rule 9: when a channel is silent where the customer may be, and that nothing leaves then."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.contracts.answers import NotNow
from engine.contracts.inputs import Ask, Elsewhere
from engine.contracts.journal import RuleLook
from engine.contracts.verbs import Pause, Resume
from engine.language.terms import Channel, Purpose
from engine.policy.recompute import differences
from tests.engine.books import Books, message
from tests.engine.lives import Life, at, told
from tests.engine.policy.records import decisions

NIGHT: dict[str, Any] = {"name": "nights", "channels": ["email"], "from": "21:00", "to": "08:00"}
# T0 is Tuesday 2026-04-14 08:00 UTC; a customer without a zone is in the organisation's, UTC unless said otherwise.


def books(*rules: dict[str, Any], purpose: str = "lifecycle", expires: str = "7d", **policy: Any) -> Books:
    hello = message("hello", purpose=purpose, expires=expires)
    return Books(messages=(hello,), policy={"quiet_hours": list(rules), **policy})


def look(she: Life, name: str = "nights") -> RuleLook:
    """Of the last decision."""
    (found,) = [one for one in decisions(she)[-1].rules if one.name == name]
    return found


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


def test_it_is_quiet_where_it_is_quiet_anywhere_in_her_country() -> None:
    she = Life(books(NIGHT), country="US")
    # New York is silent from 01:00 UTC, and Honolulu opens at 18:00 UTC
    she.propose("hello", "12h")  # 20:00 UTC: daytime everywhere
    she.propose("hello", "16h30m")
    she.propose("hello", "17h")
    she.advance("3d")
    assert [one for one, _ in she.sent()] == ["12h", "16h30m", "1d10h"]
    assert she.delivery("hello").send_by == at("1d17h")


def test_where_it_never_opens_the_message_waits_to_its_end() -> None:
    long = {**NIGHT, "from": "10:00", "to": "09:00"}  # of nine zones there is always one outside the hour
    she = Life(books(long, expires="2d"), country="RU")
    she.propose("hello", "0")
    assert decisions(she)[-1].until is None
    she.advance("9d")
    assert she.dropped() == [("2d", "hello", "quiet_hours")]


FLORIDA = {**NIGHT, "where": 'customer.address.region == "US-FL"'}


@pytest.mark.parametrize(
    ("address", "where", "sent"),
    [
        ({"region": "US-FL", "zone": "UTC"}, True, "1d"),
        ({"region": "US-NY", "zone": "UTC"}, False, "14h"),
        ({"city": "Miami", "zone": "UTC"}, None, "14h"),  # unknown: it does not apply, on record
    ],
)
def test_where_she_is(address: dict[str, Any], where: bool | None, sent: str) -> None:
    she = Life(books(FLORIDA), address=address)
    she.propose("hello", "14h")
    assert look(she).evidence["where"] is where
    she.advance("3d")
    assert [one for one, _ in she.sent()] == [sent]


def test_a_where_that_the_clock_changes_is_looked_at_again_then() -> None:
    fresh = {**NIGHT, "where": "since(purchase) < 1h"}
    she = Life(books(fresh))
    she.track("purchase", "14h")
    she.propose("hello", "14h10m")
    she.advance("14h59m")
    assert she.sent() == []
    she.advance("3d")
    assert she.sent() == [("15h", "hello")]  # 23:00, long before the opening


@pytest.mark.parametrize(("zone_unknown", "sent"), [({}, "22h"), ({"email": "organisation"}, "22h"), (None, "2d")])
def test_where_nothing_is_known_of_her_zone(zone_unknown: dict[str, str] | None, sent: str) -> None:
    written = {"email": "hold"} if zone_unknown is None else zone_unknown
    she = Life(books(NIGHT, zone="Europe/Berlin", zone_unknown=written))
    she.propose("hello", "12h")
    if zone_unknown is None:
        (held,) = decisions(she)
        assert (held.reason, held.until, look(she).evidence) == ("zone_unknown", None, {"zone_unknown": "hold"})
    else:
        assert look(she).evidence["zone_unknown"] == "organisation"
    she.identify("2d", zone="UTC")
    she.advance("3d")
    assert [one for one, _ in she.sent()] == [sent]


@pytest.mark.parametrize(("channel", "held"), [("sms", True), ("call", True), ("push", False), ("mail", False)])
def test_sms_and_calls_wait_for_a_zone_unless_told_otherwise(channel: str, held: bool) -> None:
    hello = message("hello", channels=[channel])
    rule = {**NIGHT, "channels": [channel]}
    policy = {"channels": {channel: {}}, "quiet_hours": [rule]}
    reach: dict[str, Any] = {"phone": "+4915112345", "push": "token", "address": {"street": "Am Wall 1"}}
    she = Life(Books(messages=(hello,), policy=policy), **reach)
    she.propose("hello", "0")
    assert [why for *_, why in she.held()] == (["zone_unknown"] if held else [])


def test_a_zone_is_asked_for_only_where_quiet_hours_concern_the_message() -> None:
    florida = {**FLORIDA, "channels": ["sms"]}
    policy = {"channels": {"sms": {}}, "quiet_hours": [florida]}
    she = Life(Books(messages=(message("hello", channels=["sms"]),), policy=policy), phone="+4915112345")
    she.propose("hello", "0")
    assert she.sent() == [("0", "hello")]


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


SPREAD = {**NIGHT, "spread": "20m"}


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


def test_a_department_that_asks_is_told_the_opening() -> None:
    she = Life(books(SPREAD))
    what = Elsewhere(message="call-back", department="care", purpose=Purpose.SERVICE)
    said = []
    for number, when in enumerate(("14h", "1d")):
        she.feed(Ask(id=f"a-{number}", at=at(when), what=what, channels=(Channel.EMAIL,)), when)
        said.append(she.state.answers[f"a-{number}"].answer)
    assert [one.verdict for one in said] == ["drop", "send"]
    assert (said[0].reason, said[0].would_pass_at, said[0].rule) == ("quiet_hours", at("1d"), "quiet hours nights")


# Nothing leaves in quiet hours, however long an activity keeps trying.


def test_a_change_of_zone_moves_the_opening() -> None:
    she = Life(books(NIGHT), zone="Europe/Berlin")
    she.propose("hello", "12h")
    she.identify("13h", zone="America/New_York")  # 17:00 there
    assert she.sent() == [("13h", "hello")]


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


@pytest.mark.parametrize(
    ("zone", "proposed", "opens"),
    [
        ("Europe/Berlin", "2026-03-28 23:00", "2026-03-29 06:00"),  # the night loses an hour
        ("Europe/Berlin", "2026-10-24 23:00", "2026-10-25 07:00"),  # and gains one
        ("America/Santiago", "2026-09-06 01:00", "2026-09-06 11:00"),
        ("Pacific/Apia", "2026-04-14 12:00", "2026-04-14 19:00"),
        ("Africa/Cairo", "2026-04-23 23:00", "2026-04-24 05:00"),
        ("UTC", "2028-02-28 22:00", "2028-02-29 08:00"),
        ("UTC", "2026-12-31 22:00", "2027-01-01 08:00"),
    ],
)
def test_the_opening_is_eight_where_she_is(zone: str, proposed: str, opens: str) -> None:
    she = Life(books(NIGHT), zone=zone)
    when = datetime.fromisoformat(proposed).replace(tzinfo=UTC)
    she.propose("hello", told(when))
    expected = datetime.fromisoformat(opens).replace(tzinfo=UTC)
    assert decisions(she)[-1].until == expected
