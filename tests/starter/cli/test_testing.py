"""`twostep test`: which scenarios it runs, what it says of them, and its exit code."""

import shutil
from pathlib import Path

import pytest

from starter.scenarios.showing import as_text
from tests.docs.pages import ROOT
from tests.starter.command import twostep
from trials.scenarios.outcome import Outcome

SHOWN = "examples/house-rules/scenarios/rules"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The house rules with three of their scenarios."""
    place = tmp_path / "house"
    shutil.copytree(ROOT / "examples" / "house-rules", place, ignore=shutil.ignore_patterns("scenarios"))
    (place / "scenarios").mkdir()
    for name in ("observe", "expiry", "quiet-hours"):
        shutil.copy(ROOT / SHOWN / f"{name}.yaml", place / "scenarios")
    return place


def test_a_folder_whose_scenarios_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = twostep("test", folder)
    assert (done.exit_code, done.stdout.count("passed  ")) == (0, 3)
    assert "3 scenarios, all passed, in " in done.stdout and done.stdout.endswith(" ms\n")
    monkeypatch.setenv("JOURNEYS_DIR", str(folder))
    assert twostep("test").stdout.count("passed  ") == 3


def test_a_file_and_a_part_of_a_name(folder: Path) -> None:
    assert "1 scenario, all passed" in twostep("test", folder / "scenarios" / "observe.yaml").stdout
    assert "1 scenario, all passed" in twostep("test", folder, "--only", "texts AT night").stdout
    none = twostep("test", folder, "--only", "unheard-of")
    assert none.exit_code == 1 and "none of 3 scenarios is called so" in none.stderr


def test_one_that_fails_shows_why_and_one_that_cannot_be_read_where(folder: Path) -> None:
    observe, expiry = folder / "scenarios" / "observe.yaml", folder / "scenarios" / "expiry.yaml"
    observe.write_text(
        observe.read_text().replace("drop: question, because: cap in-force", "send: question, channel: email")
    )
    expiry.write_text(expiry.read_text().replace("propose: insider", "propose: insidr"))
    done = twostep("test", folder)
    assert done.exit_code == 1 and "3 scenarios, 2 failed, in " in done.stdout
    assert "≠  2026-04-16 10:00  send question by email" in done.stdout
    assert "cap in-force on email says drop" in done.stdout
    assert "when[0].propose: there is no message 'insidr'" in done.stdout


def test_a_folder_without_scenarios_says_where_they_belong(folder: Path) -> None:
    shutil.rmtree(folder / "scenarios")
    done = twostep("test", folder)
    assert (
        done.exit_code == 1 and "there are no scenarios" in done.stderr and "scenarios, or name a file" in done.stderr
    )


def test_a_problem_is_all_there_is_to_show() -> None:
    outcome = Outcome(file=Path("x.yaml"), name="x", zone="UTC", problem="x.yaml:1:1: wrong")
    assert not outcome.passed
    assert as_text(outcome) == "x.yaml: x\nx.yaml:1:1: wrong"
