"""The data's calendar is moved to where the server's clock can meet it, and stays the same calendar."""

from datetime import UTC, datetime, timedelta

from starter.demo.shift import MARGIN, Shift, shift_past

NOW = datetime(2026, 11, 22, 2, 33, tzinfo=UTC)
FIRST = datetime(1997, 1, 1, 11, 59, tzinfo=UTC)


def test_a_shifted_day_has_the_same_date_and_weekday() -> None:
    shift = shift_past(NOW, FIRST)
    assert shift.ahead(FIRST) == datetime(2053, 1, 1, 11, 59, tzinfo=UTC)
    for days in range(800):
        day = FIRST + timedelta(days=days)
        moved = shift.ahead(day)
        assert moved.replace(year=day.year) == day
        assert (moved.year - day.year, moved.weekday()) == (56, day.weekday())
        assert shift.back(moved) == day


def test_data_of_the_future_is_not_moved() -> None:
    assert shift_past(NOW, NOW + MARGIN) == Shift(cycles=0)


def test_data_that_begins_within_the_start_up_is_moved() -> None:
    assert shift_past(NOW, NOW + MARGIN - timedelta(seconds=1)) == Shift(cycles=1)
