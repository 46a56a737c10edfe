"""A scenario fails for whatever happens otherwise than it says, and the report shows it."""

from pathlib import Path

import pytest

from starter.scenarios.showing import as_text
from starter.tracking_plan import complaints
from tests.docs.pages import ROOT
from trials.scenarios.outcome import Outcome
from trials.scenarios.run import run
from trials.scenarios.script import Scripts

SCRIPTS = Scripts(complaints)
FOLDER = ROOT / "examples" / "house-rules"
GIVEN = """scenario: what is to be found out
given:
  policy:
    caps: [ { name: one-a-week, counts: { class: marketing }, max: 1, per: 7d, over: hold } ]
    quiet_hours: [ { name: nights, channels: [sms], from: "21:00", to: "08:00", over: drop } ]
  journeys: [listening, series]
  customer: { id: ann, consents: all }
"""
WHEN = """when:
  - { at: "2026-04-14 10:00", trigger: purchase, category: listening }
  - { at: "2026-04-14 12:00", propose: insider }
  - { at: "2026-04-14 22:00", propose: nudge }
  - { at: "2026-04-15 09:00", trigger: used }
"""
ENTER = '  - { at: "2026-04-14 10:00", enter: listening }\n'
SEND = '  - { at: "2026-04-14 10:00", send: question, channel: email }\n'
HOLD = '  - { at: "2026-04-14 12:00", hold: insider, until: "2026-04-21 10:00", because: cap one-a-week }\n'
DROP = '  - { at: "2026-04-14 22:00", drop: nudge, because: quiet_hours nights }\n'
HOLD_AGAIN = HOLD.replace("04-14 12:00", "04-15 09:00")
THEN = f"then:\n{ENTER}{SEND}{HOLD}{DROP}{HOLD_AGAIN}"
UNTIL = 'until: "2026-04-20 00:00"\n'
LATER = 'until: "2026-04-22 00:00"\n'


def played(folder: Path, text: str) -> Outcome:
    """Under the example's journeys."""
    file = folder / "one.yaml"
    file.write_text(text, encoding="utf-8")
    return run(file, SCRIPTS, FOLDER)


def test_it_passes_as_it_is_written(tmp_path: Path) -> None:
    outcome = played(tmp_path, GIVEN + WHEN + THEN + UNTIL)
    assert outcome.passed, as_text(outcome)


@pytest.mark.parametrize(
    ("line", "instead", "mark", "shown"),
    [
        (ENTER, "", "extra", "+  "),
        (SEND, SEND.replace("10:00", "10:01"), "differs", "≠  2026-04-14 10:01  send question"),
        (SEND, SEND.replace("email", "sms"), "differs", "send question by sms"),
        (DROP, DROP.replace(" nights", ""), "differs", "drop nudge because quiet_hours nights"),
        (DROP, DROP.replace("quiet_hours nights", "cap one-a-week"), "differs", "quiet hours nights on sms says drop"),
        (DROP, DROP.replace("drop: nudge, because: quiet_hours nights", "send: nudge, channel: sms"), "differs", "≠"),
        (HOLD, HOLD.replace("04-21 10:00", "04-21 10:01"), "differs", '"used": 1'),
        (HOLD, HOLD.replace('until: "2026-04-21 10:00", ', ""), "differs", "hold insider until"),
        (HOLD, f"{HOLD}{HOLD.replace('12:00', '13:00')}", "missing", "-  2026-04-14 13:00  hold insider"),
        (f"{ENTER}{SEND}", f"{SEND}{ENTER}", "missing", "-  "),
        (UNTIL, LATER, "extra", "+  "),
    ],
    ids=[
        "extra", "time", "channel", "no-rule", "rule", "verdict", "until", "no-until", "missing", "order", "no-end",
    ],
)  # fmt: skip
def test_a_deviation_is_found(tmp_path: Path, line: str, instead: str, mark: str, shown: str) -> None:
    text = GIVEN + WHEN + THEN + UNTIL
    assert line in text and line != instead
    outcome = played(tmp_path, text.replace(line, instead))
    assert not outcome.passed
    assert mark in {row.mark for row in outcome.rows}
    assert shown in as_text(outcome)


@pytest.mark.parametrize(
    "never",
    [
        "exit: listening, outcome: completed",
        "not-entered: listening, because: too_soon",
        "goal: series",
        "answer: flyer, verdict: send, channel: sms",
        "lapse: flyer",
        "over: flyer, rules: [cap one-a-week]",
        "alert: guard",
    ],
)
def test_what_is_expected_and_does_not_happen_is_missing(tmp_path: Path, never: str) -> None:
    asked = '  - { at: "2026-04-19 23:59", ask: flyer, department: it, purpose: service, channels: [sms] }\n'
    text = f'{GIVEN}{WHEN}{asked}{THEN}  - {{ at: "2026-04-16 09:00", {never} }}\n{UNTIL}'
    outcome = played(tmp_path, text)
    [row] = [row for row in outcome.rows if row.expected is not None and row.expected.at.day == 16]
    assert row.mark in ("missing", "differs")
    assert not outcome.passed


@pytest.mark.parametrize(("key", "passes"), [(", key: o-1", True), ("", True), (", key: o-2", False)])
def test_a_key_that_is_written_counts(tmp_path: Path, key: str, passes: bool) -> None:
    text = f"""{GIVEN}when:
  - {{ at: "2026-04-14 10:00", trigger: purchase, category: series, order_id: o-1 }}
then:
  - {{ at: "2026-04-14 10:00", enter: series{key} }}
  - {{ at: "2026-04-14 10:00", send: welcome, channel: email }}
until: "2026-04-14 11:00"
"""
    assert played(tmp_path, text).passed == passes


def test_what_was_never_sent_cannot_be_reacted_to(tmp_path: Path) -> None:
    said = '  - { at: "2026-04-14 08:00", react: clicked, message: question }\n'
    outcome = played(tmp_path, f"{GIVEN}{WHEN}{said}{THEN}{UNTIL}")
    assert outcome.problem.endswith("no message 'question' had gone out by then")
