from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.language.written import Weekday
from engine.localtime.instants import LAST_DAY, local_date
from engine.localtime.targets import (
    LONGEST_DAYS,
    date_at,
    days_at,
    days_of,
    months_at,
    next_at,
    spread,
)
from tests.engine.localtime.brute_force import DAY, first_instant, minutes, wall
from tests.engine.localtime.zones_used import CHANGES, clock_times, instants_near_changes, zone

BERLIN = zone("Europe/Berlin")
EVERY_DAY = tuple(Weekday)
WORKDAYS = EVERY_DAY[:5]
weekday_sets = st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(tuple)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("began", "days", "at", "target"),
    [
        ("2026-03-28 12:00", 1, "09:00", "2026-03-29 07:00"),  # 09:00 stays 09:00 across the change
        ("2026-03-27 12:00", 1, "09:00", "2026-03-28 08:00"),
        ("2026-10-24 12:00", 1, "09:00", "2026-10-25 08:00"),
        ("2026-06-30 22:30", 1, "10:00", "2026-07-02 08:00"),  # the local date is already the 1st
        ("2026-06-30 12:00", 0, "10:00", "2026-06-30 08:00"),  # before the beginning
        ("2028-02-28 12:00", 1, "10:00", "2028-02-29 09:00"),
        ("2026-02-28 12:00", 1, "10:00", "2026-03-01 09:00"),
        ("2026-03-27 12:00", 2, "02:30", "2026-03-29 01:00"),  # skipped
        ("2026-10-23 12:00", 2, "02:30", "2026-10-25 00:30"),  # twice
    ],
)
def test_days_are_local_dates(began: str, days: int, at: str, target: str) -> None:
    assert days_at(utc(began), days, time.fromisoformat(at), BERLIN) == utc(target)


@given(instants_near_changes(), st.integers(0, 5), clock_times)
@settings(max_examples=60, deadline=None)
def test_days_agree_with_a_walk(case: tuple[ZoneInfo, datetime], days: int, at: time) -> None:
    there, began = case
    expected = first_instant(wall(began, there).date() + days * DAY, at, there)
    assert days_at(began, days, at, there) == expected


@pytest.mark.parametrize(
    ("began", "months", "target"),
    [
        ("2026-01-31 12:00", 1, "2026-02-28 09:00"),
        ("2028-01-31 12:00", 1, "2028-02-29 09:00"),
        ("2026-01-31 12:00", 2, "2026-03-31 08:00"),  # clamped from the beginning, not from February
        ("2026-08-31 12:00", 1, "2026-09-30 08:00"),
        ("2026-12-15 12:00", 1, "2027-01-15 09:00"),
        ("2028-02-29 12:00", 12, "2029-02-28 09:00"),
        ("2028-02-29 12:00", 48, "2032-02-29 09:00"),
        ("2026-01-31 23:30", 1, "2026-03-01 09:00"),  # locally the 1st of February
        ("2026-11-30 12:00", 13, "2027-12-30 09:00"),
    ],
)
def test_months_keep_the_day_or_take_the_last(began: str, months: int, target: str) -> None:
    assert months_at(utc(began), months, time(10), BERLIN) == utc(target)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 1_200))
def test_months_are_counted_one_by_one(start: date, months: int) -> None:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    day = min(start.day, monthrange(year, month)[1])
    began = datetime.combine(start, time(12), UTC)
    assert months_at(began, months, time(10), zone("UTC")) == datetime(year, month, day, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("began", "at", "weekdays", "target"),
    [
        ("2026-04-14 06:59", "09:00", EVERY_DAY, "2026-04-14 07:00"),
        ("2026-04-14 07:00", "09:00", EVERY_DAY, "2026-04-15 07:00"),  # strictly after
        ("2026-04-17 12:00", "09:00", WORKDAYS, "2026-04-20 07:00"),
        ("2026-04-14 12:00", "09:00", (Weekday.TUE,), "2026-04-21 07:00"),
        ("2026-03-28 12:00", "09:00", EVERY_DAY, "2026-03-29 07:00"),
        ("2026-03-29 00:59", "02:30", EVERY_DAY, "2026-03-29 01:00"),  # skipped: the change
        ("2026-03-29 01:00", "02:30", EVERY_DAY, "2026-03-30 00:30"),
        ("2026-10-25 00:30", "02:30", EVERY_DAY, "2026-10-26 01:30"),  # twice: the second does not count
        ("2026-10-24 22:00", "02:30", EVERY_DAY, "2026-10-25 00:30"),
        ("2026-04-19 22:30", "09:00", (Weekday.SUN,), "2026-04-26 07:00"),  # locally it is Monday
        ("2028-02-28 12:00", "09:00", (Weekday.TUE,), "2028-02-29 08:00"),
    ],
)
def test_until_is_the_next_such_local_time(began: str, at: str, weekdays: tuple[Weekday, ...], target: str) -> None:
    assert next_at(utc(began), time.fromisoformat(at), weekdays, BERLIN) == utc(target)


@given(instants_near_changes(), clock_times, weekday_sets)
@settings(max_examples=150, deadline=None)
def test_until_agrees_with_every_day_tried(
    case: tuple[ZoneInfo, datetime], at: time, weekdays: tuple[Weekday, ...]
) -> None:
    there, began = case
    today = wall(began, there).date()
    tried = [today + away * DAY for away in range(-2, 9)]
    later = [
        instant
        for day in tried
        if f"{day:%a}".lower() in weekdays and (instant := first_instant(day, at, there)) > began
    ]
    assert next_at(began, at, weekdays, there) == min(later)


@given(instants_near_changes(), clock_times)
@example((BERLIN, utc("2026-10-25 00:40")), time(2, 30))  # 02:30 was shown ten minutes ago, and is shown again
@settings(max_examples=60, deadline=None)
def test_until_shows_its_time_and_nothing_before_it_does(case: tuple[ZoneInfo, datetime], at: time) -> None:
    there, began = case
    target = next_at(began, at, EVERY_DAY, there)
    assert began < target
    shows = [minute for minute in minutes(began, target) if minute > began and wall(minute, there).time() == at]
    # Only the repetition of a time that has already been comes before it.
    assert all(first_instant(wall(minute, there).date(), at, there) <= began for minute in shows)
    just_before = wall(target - timedelta(minutes=1), there)
    assert wall(target, there).time() == at or wall(target, there) - just_before > timedelta(minutes=1)


def test_until_with_no_weekday_is_an_error_and_not_a_loop() -> None:
    with pytest.raises(ValueError, match="needs a weekday"):
        next_at(utc("2026-01-01 00:00"), time(9), (), BERLIN)


@pytest.mark.parametrize(
    ("anchor", "before", "after", "at", "target"),
    [
        (date(2026, 5, 10), None, None, None, "2026-05-09 22:00"),  # its local midnight
        (date(2026, 5, 10), None, None, "10:00", "2026-05-10 08:00"),
        (date(2026, 5, 10), "14d", None, "10:00", "2026-04-26 08:00"),
        (date(2026, 5, 10), None, "3d", "10:00", "2026-05-13 08:00"),
        (date(2026, 3, 30), "2d", None, "10:00", "2026-03-28 09:00"),  # with `at`: local days
        (date(2026, 3, 30), "2d", None, None, "2026-03-27 22:00"),  # without: 48 hours
        (date(2026, 5, 10), "36h", None, "10:00", "2026-05-08 08:00"),
        (datetime(2026, 5, 10, 13, tzinfo=UTC), None, None, None, "2026-05-10 13:00"),
        (datetime(2026, 5, 10, 13, tzinfo=UTC), "6h", None, None, "2026-05-10 07:00"),
        (datetime(2026, 5, 10, 13, tzinfo=UTC), "1d", None, "10:00", "2026-05-09 08:00"),
        (datetime(2026, 5, 10, 22, 30, tzinfo=UTC), "1d", None, "10:00", "2026-05-10 08:00"),  # locally the 11th
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), "2d", None, "10:00", "2026-03-28 09:00"),
        (date(2028, 2, 29), None, "365d", "10:00", "2029-02-28 09:00"),
        (date(2026, 3, 29), None, None, "02:30", "2026-03-29 01:00"),
    ],
)
def test_a_date_is_moved_by_its_offset(
    anchor: date, before: str | None, after: str | None, at: str | None, target: str
) -> None:
    clock = time.fromisoformat(at) if at else None
    assert date_at(anchor, _duration(before), _duration(after), clock, BERLIN) == utc(target)


def _duration(text: str | None) -> timedelta | None:
    return None if text is None else timedelta(hours=int(text[:-1]) * (24 if text[-1] == "d" else 1))


@pytest.mark.parametrize("at", [None, time(10)])
@pytest.mark.parametrize(
    "far", [date.min, date.max, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)]
)
@pytest.mark.parametrize("name", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_a_date_at_the_end_of_the_calendar_does_not_overflow(name: str, far: date, at: time | None) -> None:
    for before, after in [(timedelta(days=400), None), (None, timedelta(days=400))]:
        assert abs(date_at(far, before, after, at, zone(name)).year - far.year) <= 2


@pytest.mark.parametrize(
    ("number", "days"),
    [(3, 3), (3.99, 3), (0, 0), (0.5, 0), (-0.5, -1), (1e300, LONGEST_DAYS), (-1e300, -LONGEST_DAYS),
     (float("nan"), 0), (float("inf"), 0)],
)  # fmt: skip
def test_a_number_of_days_is_floored_and_elapsed(number: float, days: int) -> None:
    began = utc("2026-03-28 12:00")
    assert days_of(began, number) == began + timedelta(hours=24 * days)


@given(st.text(max_size=40), st.integers(0, 30 * 86_400))
def test_a_spread_is_below_its_span_in_whole_seconds_and_always_the_same(unit: str, seconds: int) -> None:
    target, span = utc("2026-04-14 08:00"), timedelta(seconds=seconds)
    found = spread(target, span, unit)
    assert timedelta(0) <= found - target <= max(span - timedelta(seconds=1), timedelta(0))
    assert (found - target).microseconds == 0
    assert spread(target, span, unit) == found


def test_a_spread_is_even_and_known() -> None:
    target = utc("2026-04-14 08:00")
    minute_of = [(spread(target, timedelta(hours=1), f"c{n} morning") - target).seconds // 360 for n in range(5_000)]
    assert all(400 < minute_of.count(tenth) < 600 for tenth in range(10))
    first_half = sha256(b"6:spread10:c1 morning").digest()[:8]  # must never change: deadlines would move
    seconds = int.from_bytes(first_half, "big") * 3_600 // 2**64
    assert spread(target, timedelta(hours=1), "c1 morning") == target + timedelta(seconds=seconds)


@pytest.mark.parametrize(("name", "day"), CHANGES)
def test_a_wait_far_ahead_ends_at_the_calendars_end(name: str, day: date) -> None:
    last = datetime.combine(LAST_DAY + DAY, time(12), UTC)
    for target in (
        next_at(last, time(10), (Weekday.MON,), zone(name)),
        days_at(last, 1_000, time(10), zone(name)),
        months_at(last, 1_000, time(10), zone(name)),
    ):
        assert local_date(target, zone(name)) == LAST_DAY
