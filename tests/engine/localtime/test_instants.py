from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from engine.localtime.instants import FIRST_DAY, LAST_DAY, instant_of, local_date, local_time, shifted
from tests.engine.localtime.brute_force import first_instant
from tests.engine.localtime.zones_used import (
    CHANGES,
    changes,
    clock_times,
    instants_near_changes,
    nearby,
    zone,
)


@pytest.mark.parametrize(
    ("name", "shown", "instant"),
    [
        ("Europe/Berlin", "2026-03-28 02:30", "2026-03-28 01:30"),
        ("Europe/Berlin", "2026-03-29 01:59", "2026-03-29 00:59"),
        ("Europe/Berlin", "2026-03-29 02:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-03-29 03:00", "2026-03-29 01:00"),
        ("Europe/Berlin", "2026-10-25 02:00", "2026-10-25 00:00"),
        ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
        ("Europe/Berlin", "2026-10-25 03:00", "2026-10-25 02:00"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45"),
        ("Pacific/Apia", "2011-12-29 23:59", "2011-12-30 09:59"),
        ("Pacific/Apia", "2011-12-30 00:00", "2011-12-30 10:00"),
        ("Pacific/Apia", "2011-12-30 18:00", "2011-12-30 10:00"),
        ("Pacific/Apia", "2011-12-31 00:00", "2011-12-30 10:00"),
        ("America/Santiago", "2026-09-06 00:00", "2026-09-06 04:00"),
        ("America/Santiago", "2026-04-04 23:30", "2026-04-05 02:30"),
        ("America/Havana", "2026-11-01 00:00", "2026-11-01 04:00"),
        ("America/Nuuk", "2026-03-28 23:30", "2026-03-29 01:00"),
    ],
)
def test_a_local_time_is_this_instant(name: str, shown: str, instant: str) -> None:
    wall = datetime.fromisoformat(shown)
    assert instant_of(wall.date(), wall.time(), zone(name)) == datetime.fromisoformat(instant + "Z")


@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_every_quarter_of_an_hour_around_a_change_agrees_with_a_walk(name: str, day: date) -> None:
    for quarter in range(0, 24 * 4, 3):
        at = time(quarter // 4, quarter % 4 * 15)
        assert instant_of(day, at, zone(name)) == first_instant(day, at, zone(name)), at


@given(changes, nearby, clock_times)
@settings(max_examples=150, deadline=None)
def test_any_local_time_agrees_with_a_walk(where: tuple[ZoneInfo, date], away: timedelta, at: time) -> None:
    there, day = where
    assert instant_of(day + away, at, there) == first_instant(day + away, at, there)


@given(changes, nearby, clock_times, nearby, clock_times)
def test_a_later_local_time_is_never_an_earlier_instant(
    where: tuple[ZoneInfo, date], one: timedelta, at: time, other: timedelta, then: time
) -> None:
    there, day = where
    first, second = sorted([(day + one, at), (day + other, then)])
    assert instant_of(*first, there) <= instant_of(*second, there)


def test_a_skipped_time_with_seconds_is_the_change_itself() -> None:
    found = instant_of(date(2026, 3, 29), time(2, 30, 15, 250_000), zone("Europe/Berlin"))
    assert found == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_what_is_found_is_utc() -> None:
    found = instant_of(date(2026, 7, 1), time(9), zone("Asia/Tokyo"))
    assert (found.tzinfo, found.hour) == (UTC, 0)


@given(instants_near_changes())
def test_the_local_date_is_the_calendar_day(case: tuple[ZoneInfo, datetime]) -> None:
    there, instant = case
    offset = there.utcoffset(instant.astimezone(there))
    assert offset is not None
    assert local_date(instant, there) == (instant.replace(tzinfo=None) + offset).date()


def test_the_same_instant_lies_on_two_days() -> None:
    instant = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    assert local_date(instant, zone("Pacific/Kiritimati")) == date(2026, 1, 1)
    assert local_date(instant, zone("America/New_York")) == date(2025, 12, 31)


def test_an_instant_without_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        local_time(datetime(2026, 1, 1), zone("UTC"))  # noqa: DTZ001 - the case


@pytest.mark.parametrize("name", ["Asia/Tokyo", "America/New_York", "UTC"])
@pytest.mark.parametrize(("day", "stand_in"), [(date.min, FIRST_DAY), (date.max, LAST_DAY)])
def test_the_ends_of_the_calendar_stand_for_their_neighbours(name: str, day: date, stand_in: date) -> None:
    found = instant_of(day, time(12), zone(name))
    assert local_date(found, zone(name)) == stand_in


def test_elapsed_time_beyond_the_calendar_is_its_end() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert shifted(now, timedelta(hours=72)) == datetime(2026, 1, 4, tzinfo=UTC)
    assert shifted(now, timedelta(days=10_000_000)).date() > LAST_DAY
    assert shifted(now, -timedelta(days=10_000_000)).date() < FIRST_DAY
    assert shifted(datetime.max.replace(tzinfo=UTC), timedelta(0)).date() > LAST_DAY
