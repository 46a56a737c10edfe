"""Journeys over customers: the documented examples, totals, timelines, and that what is simulated is what happens."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalogue.publish import LintFailed
from starter.demo.purchases import end_of, read_purchases
from tests.examples.record_shop_by_hand import messages
from tests.trials.printed import as_columns, as_lines
from trials.simulate import AFTER_LAST, simulate
from trials.simulating.result import CustomerTimeline, SimulationResult
from trials.simulating.tables import tables, timeline_table

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "examples" / "record-shop"
PURCHASES = SHOP / "data" / "cdnow_sample.csv"
DOCS = (ROOT / "docs" / "simulate.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    match = re.search(rf"```{language}\n(.*?)```", DOCS, re.DOTALL)
    assert match is not None
    return match[1]


def simulated(folder: Path, name: str, text: str) -> SimulationResult:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return simulate(SHOP, path)


@pytest.mark.parametrize("language", ["ndjson", "csv"])
def test_the_documented_files_give_the_documented_totals_and_timeline(tmp_path: Path, language: str) -> None:
    result = simulated(tmp_path, f"events.{language}", block(language))
    assert as_columns(tables(result)) == block("totals").rstrip()
    assert [one.customer_id for one in result.timelines] == ["c-1", "c-2"]
    assert as_lines(timeline_table(result.timelines[1])) == block("timeline").rstrip()


def test_one_customer_by_hand_is_the_same_as_in_a_file_of_many(tmp_path: Path) -> None:
    by_hand = simulated(tmp_path, "one.yaml", block("yaml"))
    of_many = simulated(tmp_path, "many.ndjson", block("ndjson"))
    assert by_hand.timelines == of_many.timelines[:1]
    assert (by_hand.customers, by_hand.inputs) == (1, 2)


def test_real_purchases_give_the_messages_that_were_worked_out_by_hand(tmp_path: Path) -> None:
    purchases = read_purchases(PURCHASES)
    chosen = set(sorted({one.customer_id for one in purchases})[::40])
    lines = ["customer_id,kind,at,id,type,consent,email,quantity,amount"]
    for customer in sorted(chosen):
        lines.append(f"{customer},identify,1996-12-31T00:00:00Z,,,granted,{customer}@example.com,,")
    for one in purchases:
        if one.customer_id in chosen:
            at = one.at.isoformat()
            lines.append(f"{one.customer_id},track,{at},{one.row},purchase,,,{one.quantity},{one.amount}")
    path = tmp_path / "purchases.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    told: list[CustomerTimeline] = []
    progress: list[tuple[int, int]] = []
    end = end_of(purchases)
    result = simulate(
        SHOP,
        path,
        until=end,
        timelines=0,
        each=told.append,
        progress=lambda done, all: progress.append((done, all)),
        rules=False,
    )
    sent = {
        (one.customer_id, line.journey, line.subject, line.due)
        for one in told
        for line in one.happenings
        if line.what == "sent"
    }
    expected = {
        (one.customer, one.journey, one.message, one.due) for one in messages(PURCHASES, end) if one.customer in chosen
    }
    assert sent == expected
    assert result.sent == len(expected) == sum(result.days.values()) == sum(one.sent for one in result.journeys)
    assert result.timelines == ()
    assert progress[-1] == (len(chosen), len(chosen))


def test_the_clock_runs_until_the_named_instant_and_takes_nothing_in_after_it(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text(block("ndjson"), encoding="utf-8")
    result = simulate(SHOP, path, until=datetime(1997, 1, 5, tzinfo=UTC))
    assert result.inputs == 3
    assert [(one.entered, one.running) for one in result.journeys if one.journey == "thank-you"] == [(1, 0)]
    assert simulate(SHOP, path).until == datetime(1997, 1, 12, 12, tzinfo=UTC) + AFTER_LAST


def test_an_until_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no zone"):
        simulate(SHOP, tmp_path / "none.ndjson", until=datetime(1997, 1, 1))  # noqa: DTZ001


def test_a_folder_with_errors_is_not_simulated(tmp_path: Path) -> None:
    with pytest.raises(LintFailed):
        simulate(tmp_path, tmp_path / "none.ndjson")


def test_what_came_late_is_taken_in_when_it_arrived(tmp_path: Path) -> None:
    late = '{"customer_id": "c", "kind": "track", "type": "purchase", "at": "1997-01-01T12:00:00Z", '
    result = simulated(tmp_path, "late.ndjson", late + '"arrives": "1997-01-03T12:00:00Z"}')
    [told] = result.timelines
    assert [(one.what, one.subject, one.reason) for one in told.happenings[:2]] == [
        ("trigger", "purchase", None),
        ("not_entered", "thank-you", "too_old"),
    ]
    assert told.happenings[0].at - (told.happenings[0].due or told.happenings[0].at) == timedelta(days=2)
