"""Journeys and rules that collide are warned of, and those that do not are let alone."""

from pathlib import Path

import pytest

from tests.catalogue.folders import POLICY, SMALL_JOURNEY
from tests.catalogue.linting import Changed, told

CAP = "caps:\n  - {{ name: week, counts: {{ class: marketing }}, max: {}, per: {}, over: {} }}\n"
MAIL = """\
message: {}
title: One more
department: care
purpose: {}
channels: [email]
email: {{ subject: Hello }}
"""


def mail(name: str, purpose: str = "lifecycle") -> dict[str, str | None]:
    folder = f"content/{name}"
    texts: Changed = {f"{folder}/email.html": "<p>Hello</p>\n", f"{folder}/email.txt": "Hello\n"}
    return {f"{folder}/message.yaml": MAIL.format(name, purpose)} | texts


def journey(steps: str, *, when: str = "", name: str = "small") -> str:
    enter = f"trigger: product_viewed{', when: ' + when if when else ''}"
    written = SMALL_JOURNEY.replace("small", name).replace("trigger: purchase", enter)
    return written + "".join(f"  - {step}\n" for step in steps.split("\n"))


def warnings(folder: Path, changed: Changed) -> list[tuple[str, str, str]]:
    faults = told(folder, changed)
    assert all(fault.level == "warning" for fault in faults), faults
    return [(fault.file, fault.path, fault.message) for fault in faults]


SENDS = "{ id: a, send: one }\n{ id: w, wait: 2d }\n{ id: b, send: two }"


def three(policy: str, steps: str = SENDS) -> Changed:
    more = {"policy.yaml": POLICY + policy, "small.yaml": journey(steps)}
    return mail("one") | mail("two") | more


@pytest.mark.parametrize(
    ("limit", "per", "warned"),
    [("1", "7d", 2), ("2", "7d", None), ("1", "2d", None), ("1", "calendar_day", None), ("1", "calendar_week", 2)],
)
def test_a_journey_that_exceeds_a_cap_alone(tmp_path: Path, limit: str, per: str, warned: int | None) -> None:
    found = warnings(tmp_path, three(CAP.format(limit, per, "hold")))
    expected = f"may send {warned} messages within the window of the cap 'week', which lets {limit} pass"
    assert found == ([] if warned is None else [("small.yaml", "steps", expected)])


def test_ways_that_exclude_one_another_are_not_added_up(tmp_path: Path) -> None:
    arms = "{ id: x, split: { salt: s, arms: [ { name: a, share: 50%, steps: [ { id: a, send: one } ] }, "
    arms += "{ name: b, share: 50%, steps: [ { id: b, send: two } ] } ] } }"
    assert warnings(tmp_path, three(CAP.format("1", "7d", "hold"), arms)) == []


def test_two_journeys_with_the_same_entry(tmp_path: Path) -> None:
    steps = "{ id: a, send: one }"
    both: Changed = {
        "small.yaml": journey(steps, when="event.price > 5"),
        "other.yaml": journey(steps, when="event.price  > 5", name="other"),
    }
    [(_, path, message)] = warnings(tmp_path / "same", mail("one") | both)
    assert path == "enter" and "enters the same people on the same trigger" in message
    apart: Changed = both | {"other.yaml": journey(steps, when="event.price > 6", name="other")}
    assert warnings(tmp_path / "apart", mail("one") | apart) == []


def test_a_message_that_can_never_pass(tmp_path: Path) -> None:
    none = "caps:\n  - { name: none, counts: { purposes: [survey] }, max: 0, per: 7d, over: hold%s }\n"
    steps = {"small.yaml": journey("{ id: a, send: one }"), **mail("one", "survey")}
    [(file, _, message)] = warnings(tmp_path / "never", steps | {"policy.yaml": POLICY + none % ""})
    assert (file, message) == ("content/one/message.yaml", "can never be sent: the cap 'none' lets none pass")
    assert warnings(tmp_path / "watched", steps | {"policy.yaml": POLICY + none % ", mode: observe"}) == []


@pytest.mark.parametrize(("places", "warned"), [("0", True), ("1", False)])
def test_a_channel_without_places_lets_nothing_pass(tmp_path: Path, places: str, warned: bool) -> None:
    channels = f"channels: {{ email: {{ capacity: {places} per day }} }}\n"
    policy = "".join(line for line in POLICY.splitlines(keepends=True) if not line.startswith("channels:")) + channels
    found = warnings(tmp_path, mail("one") | {"policy.yaml": policy, "small.yaml": journey("{ id: a, send: one }")})
    says = "can never be sent: there are no places a day on email"
    assert (("content/one/message.yaml", "channels", says) in found) is warned


@pytest.mark.parametrize(
    ("per", "over", "warned"), [("24h", "drop", True), ("24h", "hold", False), ("7d", "drop", False)]
)
def test_a_rolling_day_that_drops(tmp_path: Path, per: str, over: str, warned: bool) -> None:
    found = warnings(tmp_path, {"policy.yaml": POLICY + CAP.format("9", per, over)})
    assert [path for _, path, _ in found] == (["caps[0].per"] if warned else [])


@pytest.mark.parametrize(
    ("over", "caps", "warned"),
    [("hold", "", True), ("drop", "", False), ("hold", CAP.format("9", "7d", "hold"), False)],
)
def test_a_mix_that_holds_without_a_cap_that_spaces(tmp_path: Path, over: str, caps: str, warned: bool) -> None:
    mix = f"mix:\n  - {{ name: m, never_in_a_row: 3, purposes: [lifecycle], over: {over} }}\n"
    found = warnings(tmp_path, {"policy.yaml": POLICY + caps + mix})
    assert [path for _, path, _ in found] == (["mix[0].over"] if warned else [])


@pytest.mark.parametrize(
    ("hours", "warned"),
    [
        ('from: "00:00", to: "24:00"', True),
        ('from: "09:00", to: "09:00"', True),
        ('from: "00:00", to: "23:59"', False),
        ('from: "00:00", to: "24:00", weekdays: [sun]', False),
        ('from: "00:00", to: "24:00", where: customer.plan == "prepaid"', False),
        ('from: "00:00", to: "24:00", mode: observe', False),
    ],
)
def test_hours_that_never_end(tmp_path: Path, hours: str, warned: bool) -> None:
    rule = f"quiet_hours:\n  - {{ name: hush, channels: [email], {hours} }}\n"
    changed: Changed = mail("one") | {"small.yaml": journey("{ id: a, send: one }"), "policy.yaml": POLICY + rule}
    found = [file for file, _, message in warnings(tmp_path, changed) if "'hush' never end" in message]
    assert found == (["content/one/message.yaml"] if warned else [])
