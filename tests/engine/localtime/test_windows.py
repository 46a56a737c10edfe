from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.language.written import Weekday
from engine.localtime.windows import SEARCH_DAYS, Window, next_closing_everywhere, next_opening
from engine.localtime.zones import ZoneSet, zones_of
from tests.engine.localtime.brute_force import DAY, MINUTE, first_instant, minutes, wall
from tests.engine.localtime.zones_used import CHANGES, clock_times, instants_near_changes, zone

BERLIN = zone("Europe/Berlin")
EVERY_DAY = tuple(Weekday)
MON, TUE, WED, THU, FRI, SAT, SUN = EVERY_DAY


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def is_open(each: Window, instant: datetime, zones: ZoneSet | tuple[ZoneInfo, ...]) -> bool:
    return next_opening(each, instant, zones) == instant


def next_closing(each: Window, instant: datetime, zones: ZoneSet | tuple[ZoneInfo, ...]) -> datetime | None:
    """Of a window that is open where it is open in all."""
    every = zones.zones if isinstance(zones, ZoneSet) else zones
    closings = [next_closing_everywhere(each, instant, (one,)) for one in every]
    return min((one for one in closings if one is not None), default=None)


def window(start: str, end: str, *weekdays: Weekday, closed: tuple[str, ...] = ()) -> Window:
    return Window(
        start=time.fromisoformat(start),
        end=time.fromisoformat(end),
        weekdays=weekdays or EVERY_DAY,
        holidays=frozenset(map(date.fromisoformat, closed)) or None,
    )


DAYTIME = window("08:00", "21:00")
NIGHT = window("21:00", "08:00")
FRIDAY_NIGHT = window("21:00", "08:00", FRI)
ALWAYS = window("00:00", "00:00")


@pytest.mark.parametrize(
    ("each", "instant", "expected"),
    [
        (DAYTIME, "2026-01-15 07:00", True),  # half-open: the start is in
        (DAYTIME, "2026-01-15 06:59", False),
        (DAYTIME, "2026-01-15 19:59", True),
        (DAYTIME, "2026-01-15 20:00", False),  # the end is not
        (DAYTIME, "2026-07-15 06:00", True),
        (NIGHT, "2026-01-15 20:00", True),
        (NIGHT, "2026-01-16 06:59", True),
        (NIGHT, "2026-01-16 07:00", False),
        (FRIDAY_NIGHT, "2026-01-17 06:59", True),  # Saturday morning belongs to Friday's night
        (FRIDAY_NIGHT, "2026-01-16 06:59", False),  # Friday morning to Thursday's
        (FRIDAY_NIGHT, "2026-01-17 20:00", False),
        (window("00:00", "00:00", SUN), "2026-01-17 23:00", True),  # 24:00 is the day's end
        (window("00:00", "00:00", SUN), "2026-01-18 22:59", True),
        (window("00:00", "00:00", SUN), "2026-01-18 23:00", False),
        (window("18:00", "00:00"), "2026-01-15 22:59", True),
        (window("18:00", "00:00"), "2026-01-15 23:00", False),
        (window("09:00", "09:00", MON), "2026-01-20 07:59", True),  # round the clock from Monday 09:00
        (window("09:00", "09:00", MON), "2026-01-20 08:00", False),
        (window("02:15", "02:45"), "2026-03-29 01:00", False),  # skipped as a whole
        (window("01:30", "02:30"), "2026-03-29 00:59", True),
        (window("01:30", "02:30"), "2026-03-29 01:00", False),
        (window("02:15", "02:45"), "2026-10-25 00:20", True),
        (window("02:15", "02:45"), "2026-10-25 01:20", False),  # the repetition: an edge counts once
    ],
)
def test_a_window_is_open_at(each: Window, instant: str, expected: bool) -> None:
    assert is_open(each, utc(instant), (BERLIN,)) is expected


@pytest.mark.parametrize(
    ("each", "instant", "expected"),
    [
        (window("08:00", "21:00", closed=("2026-12-25",)), "2026-12-25 12:00", False),
        (window("08:00", "21:00", closed=("2026-12-25",)), "2026-12-26 12:00", True),
        (window("21:00", "08:00", closed=("2026-12-25",)), "2026-12-24 22:59", True),
        (window("21:00", "08:00", closed=("2026-12-25",)), "2026-12-24 23:00", False),  # midnight: the holiday
        (window("21:00", "08:00", closed=("2026-12-25",)), "2026-12-25 21:00", False),
        (window("21:00", "08:00", closed=("2026-12-25",)), "2026-12-25 23:00", True),  # midnight: over
        (window("00:00", "00:00", closed=("2026-12-25",)), "2026-12-25 22:59", False),
        (window("00:00", "00:00", closed=("2026-12-25", "2026-12-26")), "2026-12-25 23:00", False),
    ],
)
def test_a_holiday_is_the_whole_local_day(each: Window, instant: str, expected: bool) -> None:
    assert is_open(each, utc(instant), (BERLIN,)) is expected


@pytest.mark.parametrize(
    ("each", "instant", "opening", "closing"),
    [
        (DAYTIME, "2026-03-28 22:00", "2026-03-29 06:00", "2026-03-28 22:00"),
        (DAYTIME, "2026-03-29 10:00", "2026-03-29 10:00", "2026-03-29 19:00"),
        (FRIDAY_NIGHT, "2026-03-28 12:00", "2026-04-03 19:00", "2026-03-28 12:00"),
        (NIGHT, "2026-03-28 21:00", "2026-03-28 21:00", "2026-03-29 06:00"),
        (window("00:00", "00:00", MON, TUE), "2026-01-19 12:00", "2026-01-19 12:00", "2026-01-20 23:00"),
        (window("22:00", "22:00", FRI, SAT), "2026-01-17 12:00", "2026-01-17 12:00", "2026-01-18 21:00"),
        (window("00:00", "00:00", closed=("2026-01-20",)), "2026-01-01 12:00", "2026-01-01 12:00", "2026-01-19 23:00"),
        (window("00:00", "00:00", closed=("2026-01-20",)), "2026-01-20 12:00", "2026-01-20 23:00", "2026-01-20 12:00"),
        (window("00:00", "12:00"), "2026-03-28 23:30", "2026-03-28 23:30", "2026-03-29 10:00"),
    ],
)
def test_the_next_opening_and_closing(each: Window, instant: str, opening: str, closing: str) -> None:
    assert next_opening(each, utc(instant), (BERLIN,)) == utc(opening)
    assert next_closing(each, utc(instant), (BERLIN,)) == utc(closing)


def test_a_country_is_open_only_where_all_of_it_is() -> None:
    states = zones_of({"country": "US"})
    # In winter 08:00 in Adak, the last, is 18:00 UTC; 21:00 in New York, the first to close, is 02:00 UTC.
    assert next_opening(DAYTIME, utc("2026-01-15 13:00"), states) == utc("2026-01-15 18:00")
    assert next_closing(DAYTIME, utc("2026-01-15 18:00"), states) == utc("2026-01-16 02:00")
    assert not is_open(DAYTIME, utc("2026-01-15 17:59"), states)
    assert is_open(DAYTIME, utc("2026-01-16 01:59"), states)


def test_the_weekday_is_that_of_each_zone() -> None:
    both = (zone("Pacific/Auckland"), zone("America/Los_Angeles"))
    monday = window("00:00", "00:00", MON)
    # Monday in Auckland ends at 11:00 UTC, in Los Angeles it begins at 08:00.
    assert next_opening(monday, utc("2026-01-11 11:00"), both) == utc("2026-01-12 08:00")
    assert next_closing(monday, utc("2026-01-12 08:00"), both) == utc("2026-01-12 11:00")


def test_a_window_that_no_instant_fits_never_opens() -> None:
    russia = zones_of(
        {"country": "RU"}
    )  # Kaliningrad closes at 15:00 UTC, Kamchatka opened at 21:00 and closed at 05:00
    assert next_opening(window("09:00", "17:00"), utc("2026-01-15 12:00"), russia) is None
    assert next_opening(window("09:00", "20:00"), utc("2026-01-15 12:00"), russia) == utc("2026-01-16 07:00")


def test_a_year_of_holidays_never_opens_and_no_holiday_never_closes() -> None:
    start = date(2026, 1, 1)
    holidays = frozenset(start + n * DAY for n in range(2 * SEARCH_DAYS))
    closed = Window(start=time(8), end=time(21), holidays=holidays)
    assert next_opening(closed, utc("2026-01-15 12:00"), (BERLIN,)) is None
    for instant in (utc("2026-01-15 12:00"), utc("2026-09-20 21:59"), utc("2026-03-28 23:30")):
        assert next_closing(ALWAYS, instant, (BERLIN, zone("Australia/Lord_Howe"))) is None
    assert next_closing(
        ALWAYS.model_copy(update={"holidays": frozenset({date(2027, 1, 1)})}), utc("2026-01-15 12:00"), (BERLIN,)
    ) == utc("2026-12-31 23:00")


def test_without_a_zone_nothing_is_open_or_closed() -> None:
    for ask in (next_opening, next_closing_everywhere):
        with pytest.raises(ValueError, match="zone_unknown"):
            ask(DAYTIME, utc("2026-01-15 12:00"), ZoneSet())


def test_a_window_needs_a_weekday() -> None:
    with pytest.raises(ValidationError):
        Window(start=time(8), end=time(9), weekdays=())


weekday_sets = st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days)))


@given(
    clock_times, clock_times, weekday_sets,
    st.integers(0, 74 * 1_440), st.sets(st.integers(0, 75)),
)  # fmt: skip
@example(time(21), time(8), (FRI,), 12 * 1_440 + 300, set())
def test_where_no_clock_changes_it_is_what_the_clock_shows(
    start: time, end: time, weekdays: tuple[Weekday, ...], minute: int, closed: set[int]
) -> None:
    holidays = frozenset(date(2026, 1, 5) + n * DAY for n in closed)
    instant = datetime(2026, 1, 5, tzinfo=UTC) + minute * MINUTE
    shown = (instant + timedelta(hours=1)).replace(tzinfo=None)  # Berlin in winter
    today, yesterday = f"{shown:%a}".lower() in weekdays, f"{shown - DAY:%a}".lower() in weekdays
    if start < end:
        inside = today and start <= shown.time() < end
    else:
        inside = (today and shown.time() >= start) or (yesterday and shown.time() < end)
    each = Window(start=start, end=end, weekdays=weekdays, holidays=holidays)
    assert is_open(each, instant, (BERLIN,)) is (inside and shown.date() not in holidays)


def walked(each: Window, zones: tuple[ZoneInfo, ...], first: datetime, last: datetime) -> list[bool]:
    """Whether it is open at each minute, from edges found by walking and nothing else."""
    closed_at = [False] * len(list(minutes(first, last)))
    for there in zones:
        spans, shut = _edges(each, there, first, last)
        for n, minute in enumerate(minutes(first, last)):
            inside = any(opens <= minute < closes for opens, closes in spans)
            holiday = any(begins <= minute < ends for begins, ends in shut)
            closed_at[n] |= holiday or not inside
    return [not closed for closed in closed_at]


Spans = list[tuple[datetime, datetime]]


def _edges(each: Window, there: ZoneInfo, first: datetime, last: datetime) -> tuple[Spans, Spans]:
    spans, shut = [], []
    day = wall(first, there).date() - 2 * DAY
    while day <= wall(last, there).date() + DAY:
        if f"{day:%a}".lower() in each.weekdays:
            end_day = day if each.end > each.start else day + DAY
            spans.append((first_instant(day, each.start, there), first_instant(end_day, each.end, there)))
        if each.holidays and day in each.holidays:
            shut.append((first_instant(day, time(0), there), first_instant(day + DAY, time(0), there)))
        day += DAY
    return spans, shut


@given(
    st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3), clock_times, clock_times, weekday_sets,
    st.sets(st.integers(-2, 2), max_size=2),
)  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_around_a_change_it_agrees_with_a_walk(
    places: list[tuple[str, date]], start: time, end: time, weekdays: tuple[Weekday, ...], closed: set[int]
) -> None:
    day = places[0][1]
    zones = tuple(zone(name) for name, _ in places)
    each = Window(start=start, end=end, weekdays=weekdays, holidays=frozenset(day + n * DAY for n in closed))
    first = datetime.combine(day - DAY, time(0), UTC)
    last = first + 3 * DAY
    expected = walked(each, zones, first, last)
    every = list(minutes(first, last))
    edges = [n for n in range(1, len(every)) if expected[n] is not expected[n - 1]]
    for n in {*range(0, len(every), 97), *edges, *(edge - 1 for edge in edges)}:
        assert is_open(each, every[n], zones) is expected[n], every[n]
    for n in range(0, len(every), 360):
        opening, closing = next_opening(each, every[n], zones), next_closing(each, every[n], zones)
        _same(opening, next((every[k] for k in range(n, len(every)) if expected[k]), None), last)
        _same(closing, next((every[k] for k in range(n, len(every)) if not expected[k]), None), last)


def _same(found: datetime | None, walked_to: datetime | None, last: datetime) -> None:
    """The walk ends at `last`: where it found nothing, the engine must have found something later or nothing."""
    if walked_to is not None:
        assert found == walked_to
    else:
        assert found is None or found >= last


@given(instants_near_changes(), clock_times, clock_times, weekday_sets)
@settings(max_examples=100, deadline=None)
def test_openings_are_open_and_closings_are_not(
    case: tuple[ZoneInfo, datetime], start: time, end: time, weekdays: tuple[Weekday, ...]
) -> None:
    there, instant = case
    each = Window(start=start, end=end, weekdays=weekdays)
    opening, closing = next_opening(each, instant, (there,)), next_closing(each, instant, (there,))
    if opening is not None:
        assert opening >= instant and is_open(each, opening, (there,))
        assert opening == instant or not is_open(each, opening - MINUTE, (there,))
    if closing is not None:
        assert closing >= instant and not is_open(each, closing, (there,))
        assert closing == instant or is_open(each, closing - MINUTE, (there,))
    assert (opening == instant) is (closing != instant)
