"""Quiet hours against a walk through UTC minute by minute: quiet where any zone of the set shows it."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.language.written import Weekday
from engine.localtime.windows import (
    SEARCH_DAYS,
    Window,
    next_closing_everywhere,
    next_opening_anywhere,
)
from engine.localtime.zones import ZoneSet, zones_of
from tests.engine.localtime.brute_force import DAY, MINUTE, first_instant, minutes, wall
from tests.engine.localtime.zones_used import CHANGES, clock_times, zone

WEEK = tuple(Weekday)
MON, TUE, WED, THU, FRI, SAT, SUN = WEEK


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def window(hours: str, *weekdays: Weekday, dates: Collection[date] | None = None) -> Window:
    start, end = (time.fromisoformat(text) for text in hours.split("-"))
    return Window(start=start, end=end, weekdays=weekdays or WEEK, dates=None if dates is None else frozenset(dates))


def quiet_minutes(each: Window, zones: tuple[ZoneInfo, ...], first: datetime, last: datetime) -> set[datetime]:
    """The minutes that are quiet in one of the zones at least; edges are found by walking."""
    found: set[datetime] = set()
    for there in zones:
        day = wall(first, there).date() - 2 * DAY
        while day <= wall(last, there).date() + DAY:
            if f"{day:%a}".lower() in each.weekdays and (each.dates is None or day in each.dates):
                end_day = day if each.end > each.start else day + DAY
                begins, ends = first_instant(day, each.start, there), first_instant(end_day, each.end, there)
                found |= set(minutes(max(begins, first), min(ends, last)))
            day += DAY
    return found


NIGHT, NOON = window("21:00-08:00"), window("12:00-13:30")
BERLIN, NEW_YORK = (zone("Europe/Berlin"),), (zone("America/New_York"),)
MAY_DAY = [date(2026, 4, 30), date(2026, 5, 1)]
IBERIA = zones_of({"country": "PT"}).zones  # Lisbon, Azores, Madeira


@pytest.mark.parametrize(
    ("each", "zones", "middle"),
    [
        pytest.param(NIGHT, BERLIN, "2026-03-29", id="a night loses an hour"),
        pytest.param(NIGHT, BERLIN, "2026-10-25", id="a night gains one"),
        pytest.param(window("02:30-08:00"), BERLIN, "2026-03-29", id="the start is skipped"),
        pytest.param(window("21:00-02:30"), BERLIN, "2026-03-29", id="the end is skipped"),
        pytest.param(window("02:10-02:50"), BERLIN, "2026-03-29", id="it is skipped as a whole"),
        pytest.param(window("02:30-08:00"), BERLIN, "2026-10-25", id="the start comes twice"),
        pytest.param(window("21:00-02:30"), BERLIN, "2026-10-25", id="the end comes twice"),
        pytest.param(window("00:00-00:00", SUN), BERLIN, "2026-10-25", id="a Sunday of 25 hours"),
        pytest.param(window("00:00-00:00", SUN), NEW_YORK, "2026-03-08", id="a Sunday of 23 hours"),
        pytest.param(window("00:00-08:00"), (zone("America/Santiago"),), "2026-09-06", id="no midnight"),
        pytest.param(window("22:00-00:00"), (zone("America/Santiago"),), "2026-09-05", id="an end that is skipped"),
        pytest.param(window("22:00-00:00"), (zone("America/Havana"),), "2026-11-01", id="midnight twice"),
        pytest.param(NIGHT, (zone("Australia/Lord_Howe"),), "2026-04-05", id="half an hour back"),
        pytest.param(window("00:00-00:00", FRI), (zone("Pacific/Apia"),), "2011-12-30", id="a Friday that never was"),
        pytest.param(window("21:00-08:00", FRI), BERLIN, "2026-04-18", id="Friday's night ends on Saturday"),
        pytest.param(window("00:00-00:00", SAT, SUN), BERLIN, "2026-04-18", id="a weekend is one stretch"),
        pytest.param(window("21:00-08:00", SUN), (zone("Asia/Kathmandu"),), "2026-02-28", id="a month ends"),
        pytest.param(NIGHT, (zone("UTC"),), "2026-12-31", id="a year ends"),
        pytest.param(window("00:00-00:00", dates=[date(2028, 2, 29)]), BERLIN, "2028-02-29", id="a leap day"),
        pytest.param(window("21:00-08:00", dates=[date(2028, 2, 29)]), BERLIN, "2028-02-29", id="its night"),
        pytest.param(window("00:00-00:00", dates=MAY_DAY), BERLIN, "2026-05-01", id="two days"),
        pytest.param(window("09:00-09:00", MON), BERLIN, "2026-03-30", id="round the clock from nine"),
        pytest.param(NIGHT, IBERIA, "2026-03-29", id="a country whose zones change together"),
        pytest.param(NIGHT, zones_of({"country": "CL"}).zones, "2026-09-06", id="and one with an island"),
        pytest.param(NOON, zones_of({"country": "AU"}).zones, "2026-10-04", id="half-hour and 45-minute zones"),
        pytest.param(window("00:00-00:00", SUN), zones_of({"country": "NZ"}).zones, "2026-04-05", id="a long Sunday"),
        pytest.param(NIGHT, (*BERLIN, *NEW_YORK), "2026-03-08", id="one has changed, one has not"),
        pytest.param(NIGHT, (*BERLIN, zone("Africa/Casablanca")), "2026-03-22", id="Ramadan"),
    ],
)  # fmt: skip
def test_it_is_quiet_where_any_zone_shows_it(each: Window, zones: tuple[ZoneInfo, ...], middle: str) -> None:
    check(each, zones, utc(middle) - 2 * DAY, utc(middle) + 3 * DAY, step=11)


def check(each: Window, zones: tuple[ZoneInfo, ...], first: datetime, last: datetime, *, step: int) -> None:
    """`step`: of the minutes every so manieth."""
    quiet = quiet_minutes(each, zones, first, last)
    edges = sorted(edge for one in quiet for edge in (one, one + MINUTE) if (edge - MINUTE in quiet) != (edge in quiet))
    asked = {*list(minutes(first, last))[::step], *(edge for edge in edges if first <= edge < last)}
    asked |= {edge - MINUTE for edge in edges if first <= edge - MINUTE}
    for instant in sorted(asked):
        assert (next_opening_anywhere(each, instant, zones) == instant) is (instant in quiet), instant
        begins = instant if instant in quiet else next((edge for edge in edges if edge > instant), None)
        ends = instant if instant not in quiet else next((edge for edge in edges if edge > instant), last)
        found = next_opening_anywhere(each, instant, zones)
        assert found == begins if begins is not None else found is None or found >= last, instant
        found = next_closing_everywhere(each, instant, zones)
        assert found == ends if ends < last else found is None or found >= last, instant


@given(
    st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3), clock_times, clock_times,
    st.sets(st.sampled_from(WEEK), min_size=1), st.none() | st.sets(st.integers(-2, 2), max_size=3),
)  # fmt: skip
@settings(max_examples=12, deadline=None)
def test_around_every_change(
    places: list[tuple[str, date]], start: time, end: time, weekdays: set[Weekday], days: set[int] | None
) -> None:
    day = places[0][1]
    zones = tuple(zone(name) for name, _ in places)
    dates = None if days is None else frozenset(day + number * DAY for number in days)
    each = Window(start=start, end=end, weekdays=tuple(sorted(weekdays)), dates=dates)
    middle = datetime.combine(day, time(0), UTC)
    check(each, zones, middle - DAY, middle + 2 * DAY, step=61)


def test_what_never_is_quiet_and_what_always_is() -> None:
    never = window("00:00-00:00", dates=[])
    assert next_opening_anywhere(never, utc("2026-01-15 12:00"), BERLIN) is None
    assert next_closing_everywhere(never, utc("2026-01-15 12:00"), BERLIN) == utc("2026-01-15 12:00")
    assert next_closing_everywhere(window("00:00-00:00"), utc("2026-01-15 12:00"), BERLIN) is None
    # of Russia's eleven zones one is always in its night of fifteen hours
    russia = zones_of({"country": "RU"})
    assert next_closing_everywhere(window("20:00-11:00"), utc("2026-01-15 12:00"), russia) is None


def test_a_day_beyond_the_search_is_not_in_sight() -> None:
    day = date(2026, 1, 15) + timedelta(days=SEARCH_DAYS + 5)
    each = window("00:00-00:00", dates=[day])
    assert next_opening_anywhere(each, utc("2026-01-15 12:00"), BERLIN) is None
    assert next_opening_anywhere(each, utc("2026-01-25 12:00"), BERLIN) == first_instant(day, time(0), BERLIN[0])


def test_without_a_zone_nothing_can_be_said() -> None:
    for ask in (next_opening_anywhere, next_closing_everywhere):
        with pytest.raises(ValueError, match="zone_unknown"):
            ask(NIGHT, utc("2026-01-15 12:00"), ZoneSet())
