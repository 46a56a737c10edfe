"""Rule 9: quiet hours are those of the places where the customer may be."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.engine.books import Books, message
from tests.engine.lives import Life, at, told
from tests.engine.policy.nights import NIGHT, books, look
from tests.engine.policy.records import decisions


def test_it_is_quiet_where_it_is_quiet_anywhere_in_her_country() -> None:
    she = Life(books(NIGHT), country="US")
    # New York is silent from 01:00 UTC, and Honolulu opens at 18:00 UTC
    she.propose("hello", "12h")  # 20:00 UTC: daytime everywhere
    she.propose("hello", "16h30m")
    she.propose("hello", "17h")
    she.advance("3d")
    assert [one for one, _ in she.sent()] == ["12h", "16h30m", "1d10h"]
    assert she.delivery("hello").send_by == at("1d17h")


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


def test_a_change_of_zone_moves_the_opening() -> None:
    she = Life(books(NIGHT), zone="Europe/Berlin")
    she.propose("hello", "12h")
    she.identify("13h", zone="America/New_York")  # 17:00 there
    assert she.sent() == [("13h", "hello")]


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
