"""The calendar windows of caps: days, weeks and months of the customer, against a walk through her clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from engine.localtime.periods import day_of, month_of, week_of
from tests.engine.lives import at
from tests.engine.policy.caps import cap, life
from tests.engine.policy.records import decisions, evidence, story


def wall_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()


ZONES = [
    ("Europe/Berlin", datetime(2026, 3, 29, tzinfo=UTC)),  # an hour less
    ("Europe/Berlin", datetime(2026, 10, 25, tzinfo=UTC)),  # an hour more
    ("America/New_York", datetime(2026, 3, 8, 12, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),  # midnight is skipped
    ("America/Havana", datetime(2026, 11, 1, 5, tzinfo=UTC)),  # midnight comes twice
    ("Africa/Cairo", datetime(2026, 4, 24, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2028, 2, 29, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 5, tzinfo=UTC)),
    ("UTC", datetime(2027, 1, 1, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "about"), ZONES)
def test_a_day_is_what_the_clock_of_the_zone_says(zone: str, about: datetime) -> None:
    minutes = [about + timedelta(minutes=number) for number in range(-40 * 60, 40 * 60)]
    for before, after in pairwise(minutes):
        changes = wall_day(before, zone) != wall_day(after, zone)
        same = day_of(before, ZoneInfo(zone)) == day_of(after, ZoneInfo(zone))
        assert same != changes, (before, after)
        period = day_of(after, ZoneInfo(zone))
        assert period.start <= after < period.end
        assert wall_day(period.end - timedelta(microseconds=1), zone) == wall_day(period.start, zone)


@pytest.mark.parametrize("starts", ["monday", "saturday", "sunday"])
@pytest.mark.parametrize(("zone", "about"), ZONES)
def test_weeks_and_months(zone: str, about: datetime, starts: Any) -> None:
    first = {"monday": 1, "saturday": 6, "sunday": 7}[starts]
    for hours in range(-24 * 20, 24 * 20, 7):
        instant = about + timedelta(hours=hours)
        day = wall_day(instant, zone)
        week = week_of(instant, ZoneInfo(zone), starts)
        assert week.start <= instant < week.end
        begins = wall_day(week.start, zone)
        assert (begins.isoweekday(), 0 <= (day - begins).days <= 6) == (first, True)
        assert wall_day(week.start - timedelta(microseconds=1), zone) < begins
        assert wall_day(week.end, zone) == begins + timedelta(days=7)
        month = month_of(instant, ZoneInfo(zone))
        assert month.start <= instant < month.end
        assert wall_day(month.start, zone) == day.replace(day=1)
        last, next_first = (wall_day(month.end - timedelta(microseconds=back), zone) for back in (1, 0))
        assert ((last.year, last.month), next_first.day) == ((day.year, day.month), 1)


def test_a_clock_set_back_over_midnight_does_not_begin_a_day_twice() -> None:
    zone = ZoneInfo("America/St_Johns")  # until 2011 at one minute past midnight
    back = datetime(2010, 11, 7, 2, 31, tzinfo=UTC)
    assert [wall_day(back + timedelta(minutes=number), zone.key).day for number in (-2, -1, 0, 61)] == [6, 7, 6, 7]
    periods = [day_of(back + timedelta(minutes=number), zone) for number in (-1, 0, 61)]
    assert len(set(periods)) == 1
    assert periods[0].start == back - timedelta(minutes=1)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])
@pytest.mark.parametrize("per", ["calendar_day", "calendar_week", "calendar_month"])
@pytest.mark.parametrize("week", ["monday", "sunday"])
def test_a_calendar_window_ends_with_the_customers_calendar(zone: str, per: str, week: str) -> None:
    she = life(cap(per=per), zone=zone, week=week)
    she.propose("x", "3h")
    she.propose("late", "5h")
    here = at("3h").astimezone(ZoneInfo(zone))
    day = here.date()
    if per == "calendar_day":
        ends = day + timedelta(days=1)
    elif per == "calendar_month":
        ends = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    else:
        ends = next(
            later
            for later in (day + timedelta(days=number) for number in range(1, 8))
            if later.isoweekday() == (1 if week == "monday" else 7)
        )
    expected = datetime(ends.year, ends.month, ends.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    held = decisions(she, "late")[0]
    if wall_day(at("5h"), zone) == day:
        assert (held.verdict, held.until) == ("hold", expected)
    she.advance("40d")
    sent = decisions(she, "late")[-1]
    assert (sent.verdict, sent.at) == ("send", max(expected, at("5h")))
    if sent.at == expected:
        assert evidence(she, "late", "cap")["since"] == expected.isoformat()


def test_the_last_microsecond_of_a_day() -> None:
    she = life(cap(per="calendar_day"))
    she.propose("x", "0")
    she.propose("late", "13h59m59.999999s")
    assert story(she)[-1] == ("13h59m59s", "late", "hold cap", "14h")
    she.advance("14h")
    assert she.sent() == [("0", "x"), ("14h", "late")]


def test_another_zone_is_another_calendar() -> None:
    she = life(cap(per="calendar_day"))
    she.propose("x", "0")
    she.propose("late", "1h")
    she.identify("2h", zone="America/New_York")
    assert decisions(she)[-1].until == at("20h")
    she.identify("3h", zone="Pacific/Auckland")  # it is already the next day there... and was, when it was sent
    assert decisions(she)[-1].until == at("4h")


@pytest.mark.parametrize(("per", "said"), [("91d", "at most 90d"), ("0s", "takes no time")])
def test_a_window_has_a_length_that_is_remembered(per: str, said: str) -> None:
    life(cap(per="90d"))
    with pytest.raises(ValueError, match=said):
        life(cap(per=per))
