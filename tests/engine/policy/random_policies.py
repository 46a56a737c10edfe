"""Random policies, as written."""

from typing import Any

from hypothesis import strategies as st

_channels = st.lists(st.sampled_from(["email", "sms"]), min_size=1, max_size=2, unique=True)
_hours = st.tuples(st.integers(0, 23), st.sampled_from([0, 30])).map(lambda at: f"{at[0]:02}:{at[1]:02}")
_seldom = st.integers(0, 3).map(lambda number: number == 3)
_modes = st.sampled_from(["enforce", "enforce", "enforce", "observe"])
_over = st.sampled_from(["hold", "hold", "drop"])
_days = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), max_size=3, unique=True)


@st.composite
def _quiet_hours(draw: st.DrawFn, number: int) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "name": f"q{number}",
        "channels": draw(_channels),
        "over": draw(_over),
        "mode": draw(_modes),
    }
    if draw(_seldom):
        rule["calendar"] = "days"
    if (days := draw(_days) if draw(_seldom) else []) or "calendar" not in rule:
        rule |= {"weekdays": days} if days else {}
        rule |= {"from": draw(_hours), "to": draw(_hours)}
    if draw(st.booleans()):
        rule["spread"] = draw(st.sampled_from(["10m", "3h", "2d"]))
    if draw(_seldom):
        rule["where"] = "customer.n > 0"
    return rule


@st.composite
def _caps(draw: st.DrawFn, number: int) -> dict[str, Any]:
    return {
        "name": f"c{number}",
        "counts": draw(st.sampled_from([{"class": "marketing"}, {"channels": ["email"]}, {"purposes": ["survey"]}])),
        "max": draw(st.integers(0, 2)),
        "per": draw(st.sampled_from(["3h", "1d", "calendar_day"])),
        "over": draw(st.sampled_from(["hold", "drop", "next_channel"])),
        "mode": draw(_modes),
    }


@st.composite
def policies(draw: st.DrawFn) -> dict[str, Any]:
    """As written."""
    fallback = st.sampled_from(["on_drop", "on_hold"])
    return {
        "zone": draw(st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"])),
        "mode": draw(st.sampled_from(["enforce"] * 5 + ["observe"])),
        "calendars": {"days": ["2026-04-14", "2026-04-16"]},
        "channels": {name: {"fallback": draw(fallback)} for name in ("email", "sms")},
        "zone_unknown": draw(st.sampled_from([{}, {"sms": "organisation"}, {"email": "hold"}])),
        "consent": {
            "double_opt_in": draw(st.sampled_from([[], ["email"]])),
            "after_opt_out": draw(st.sampled_from(["no_other_channel", "next_channel"])),
        },
        "quiet_hours": [draw(_quiet_hours(number)) for number in range(draw(st.sampled_from([0, 1, 2, 2, 3])))],
        "caps": [draw(_caps(number)) for number in range(draw(st.integers(0, 2)))],
    }
