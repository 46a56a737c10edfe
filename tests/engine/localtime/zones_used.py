"""The zones and the days of clock changes at which the tests look, and Hypothesis strategies over them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from engine.localtime.zones import zone_named


def zone(name: str) -> ZoneInfo:
    found = zone_named(name)
    assert found is not None
    return found


CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),  # 02:00 → 03:00
    ("Europe/Berlin", date(2026, 10, 25)),  # 03:00 → 02:00
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),  # 02:00 → 02:30
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # 02:00 → 01:30
    ("America/Santiago", date(2026, 9, 6)),  # 00:00 → 01:00: no midnight
    ("America/Santiago", date(2026, 4, 5)),  # 24:00 → 23:00 of the day before
    ("Africa/Cairo", date(2026, 4, 24)),  # no midnight
    ("Asia/Beirut", date(2026, 10, 25)),
    ("America/Havana", date(2026, 11, 1)),  # midnight twice
    ("Atlantic/Azores", date(2026, 3, 29)),  # no midnight
    ("America/Nuuk", date(2026, 3, 28)),  # 23:00 → 24:00: the evening is short
    ("America/Scoresbysund", date(2026, 10, 25)),
    ("America/St_Johns", date(2010, 11, 7)),  # 00:01 → 23:01: the day before comes back
    ("Pacific/Apia", date(2011, 12, 30)),  # a day that never was
    ("Pacific/Kwajalein", date(1993, 8, 21)),  # the same
    ("Asia/Pyongyang", date(2018, 5, 4)),  # 23:30 → 24:00
    ("Antarctica/Troll", date(2026, 3, 29)),  # two hours
    ("Africa/Casablanca", date(2026, 3, 22)),  # back for the end of Ramadan
    ("Asia/Kathmandu", date(2026, 6, 1)),  # none; +05:45
    ("UTC", date(2026, 2, 28)),
]

changes = st.sampled_from([(zone(name), day) for name, day in CHANGES])
nearby = st.integers(-3, 3).map(lambda days: timedelta(days=days))
clock_times = st.one_of(
    st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    st.builds(time, st.sampled_from([0, 1, 2, 3, 23]), st.sampled_from([0, 1, 29, 30, 31, 59])),
)


@st.composite
def instants_near_changes(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A zone, and a whole minute within two and a half days of one of its clock changes."""
    where, day = draw(changes)
    middle = datetime.combine(day, time(12), UTC)
    return where, middle + timedelta(minutes=draw(st.integers(-3_600, 3_600)))
