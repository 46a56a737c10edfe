"""The policy in a simulation: what each rule stopped, what became of what was held, and the same without the rules."""

import shutil
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from starter.cli.simulated_picture import draw
from trials.simulate import simulate
from trials.simulating.result import CustomerTimeline, SimulationResult
from trials.simulating.tables import beside, tables

SHOP = Path(__file__).parents[2] / "examples/record-shop"
RULES = """
caps:
  - { name: one-a-quarter, counts: { class: marketing }, max: 1, per: 80d, over: hold }
  - { name: watched, counts: { purposes: [lifecycle] }, max: 0, per: 7d, over: drop, mode: observe }
quiet_hours:
  - { name: noon, channels: [email], from: "11:00", to: "13:00", over: drop }
"""
EVENTS = "customer_id,kind,at,type,consent,email,quantity,amount\n" + "".join(
    f"c-{n},identify,1997-01-01T0{n}:00:00Z,,granted,c-{n}@example.com,,\n"
    f"c-{n},track,1997-01-01T{hour:02}:00:00Z,purchase,,,1,10\n"
    for n, hour in ((1, 12), (2, 14), (3, 15))
)
"""Bought at noon, and twice in the afternoon: thanked at once, written to after 90 and 120 days of silence."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    there = tmp_path_factory.mktemp("simulated")
    shutil.copytree(SHOP, there / "shop", ignore=shutil.ignore_patterns("data"))
    policy = SHOP / "policy.yaml"
    head = policy.read_text().partition("\ncaps:")[0].partition("\nholdout:")[0].partition("\nconflicts:")[0]
    (there / "shop/policy.yaml").write_text(head + RULES)
    (there / "events.csv").write_text(EVENTS)
    return there


@pytest.fixture(scope="module")
def told(folder: Path) -> tuple[SimulationResult, list[CustomerTimeline]]:
    timelines: list[CustomerTimeline] = []
    return simulate(folder / "shop", folder / "events.csv", each=timelines.append), timelines


def test_each_rule_says_what_it_stopped(told: tuple[SimulationResult, list[CustomerTimeline]]) -> None:
    result, timelines = told
    stopped = Counter((line.what, line.reason) for one in timelines for line in one.happenings)
    rules = {one.rule: (one.held, one.dropped, one.observed) for one in result.rules}
    assert rules == {
        "cap one-a-quarter": (stopped["held", "cap"], 0, 0),
        "cap watched": (0, 0, 3),
        "quiet hours noon": (0, stopped["dropped", "quiet_hours"], 0),
    }
    assert stopped["held", "cap"] == 2  # of the two of the afternoon, the question, 30 days after the letter
    assert stopped["dropped", "quiet_hours"] == 5  # all of hers that is due at noon, and what the next noon finds held


def test_what_was_held_came_to_an_end(told: tuple[SimulationResult, list[CustomerTimeline]]) -> None:
    holds = told[0].holds
    assert holds is not None
    assert (holds.messages, holds.sent + holds.dropped, holds.waiting) == (2, 2, 0)
    assert 0 < holds.median_hours <= holds.longest_hours <= 14 * 24  # a message is wanted for so long


def test_every_message_is_in_one_volume(told: tuple[SimulationResult, list[CustomerTimeline]]) -> None:
    result, timelines = told
    sent = [line for one in timelines for line in one.happenings if line.what == "sent"]
    assert sum(one.sent for one in result.volumes) == result.sent == len(sent)
    by_day = Counter({one.day: 0 for one in result.volumes})
    for one in result.volumes:
        by_day[one.day] += one.sent
    assert dict(by_day) == result.days
    by_purpose = Counter({one.purpose: one.sent for one in result.purposes if one.sent})
    assert by_purpose == sum((Counter({one.purpose: one.sent}) for one in result.volumes), Counter())


def test_without_the_rules_everything_goes_out(folder: Path) -> None:
    ruled = simulate(folder / "shop", folder / "events.csv")
    unruled = simulate(folder / "shop", folder / "events.csv", rules=False)
    assert unruled.rules == () and unruled.holds is None
    assert unruled.sent == 9 > ruled.sent
    table = beside(ruled, unruled)
    assert table.rows[-1] == ("all", "9", str(ruled.sent), f"{ruled.sent - 9:+d}")


def test_the_tables_show_rules_and_holds(told: tuple[SimulationResult, list[CustomerTimeline]]) -> None:
    titles = [table.title for table in tables(told[0])]
    assert titles == ["journeys", "purposes", "reasons", "rules", "held", "messages"]


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_it_is_drawn_the_same_every_time(
    told: tuple[SimulationResult, list[CustomerTimeline]], tmp_path: Path, ending: str
) -> None:
    for name in ("one", "two"):
        draw(tmp_path / f"{name}.{ending}", told[0])
    drawn = (tmp_path / f"one.{ending}").read_bytes()
    assert drawn == (tmp_path / f"two.{ending}").read_bytes()
    assert drawn.startswith(b"\x89PNG" if ending == "png" else b"<?xml")
    if ending == "svg":
        assert all(text in drawn.decode() for text in ("one-a-quarter", "lifecycle (", "held (2)"))


def test_what_is_shared_is_shared_by_the_clock_and_not_by_the_order_of_the_file(tmp_path: Path) -> None:
    """A guard lets two mails an hour pass: those that are due first go first, whoever stands first in the file."""
    shutil.copytree(SHOP, tmp_path / "shop", ignore=shutil.ignore_patterns("data"))
    policy = tmp_path / "shop/policy.yaml"
    head = policy.read_text().partition("\ncaps:")[0].partition("\nholdout:")[0].partition("\nconflicts:")[0]
    guard = "{ messages: [thank-you], max_sends: 2 per 1h, over: pause_message_and_alert }"
    policy.write_text(f"{head}\nguards:\n  - {guard}\n")
    (tmp_path / "events.csv").write_text(
        "customer_id,kind,at,type,consent,email,quantity,amount\n"
        + "".join(f"c-{n},identify,1997-01-01T00:00:00Z,,granted,c-{n}@example.com,,\n" for n in range(4))
        + "".join(f"c-{n},track,1997-01-01T12:0{9 - n}:00Z,purchase,,,1,10\n" for n in range(4))
    )
    result = simulate(tmp_path / "shop", tmp_path / "events.csv", until=datetime(1997, 1, 2, tzinfo=UTC))
    ended = {one.customer_id: one.happenings[-1].what for one in result.timelines}
    assert ended == {"c-0": "held", "c-1": "held", "c-2": "ended", "c-3": "ended"}  # the last of the file bought first
    assert result.sent == 2
    assert [(one.reason.value, one.held) for one in result.reasons if one.held] == [("guard", 1), ("paused", 1)]
