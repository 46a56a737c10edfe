"""Scenarios as tests of a pytest of one's own."""

import shutil
from pathlib import Path

from tests.starter.testing.test_plugin import STRICT, run

SCENARIO = "journeys/scenarios/tips-the-next-morning.yaml"


def folder(project: Path, target: Path, ini: str = "") -> Path:
    shutil.copytree(project / "journeys", target / "journeys")
    (target / "pytest.ini").write_text(STRICT + ini)
    return target


def test_a_scenario_is_a_test_and_its_failure_shows_both_timelines(project: Path, tmp_path: Path) -> None:
    place = folder(project, tmp_path)
    scenarios = place / "journeys" / "scenarios"
    (scenarios / "policies.yaml").write_text("policy: beside\n")
    written = (place / SCENARIO).read_text()
    (scenarios / "wrong.yaml").write_text(written.replace("04-15 10:00", "04-15 10:30"))
    (scenarios / "unread.yaml").write_text(written.replace("trigger: returned", "trigger: retured"))
    (place / "elsewhere" / "scenarios").mkdir(parents=True)
    (place / "elsewhere" / "scenarios" / "other.yaml").write_text("a: b\n")
    done = run(place)
    assert (done.returncode, "2 failed, 1 passed" in done.stdout) == (1, True), done.stdout + done.stderr
    assert "≠  2026-04-15 10:30  send accessory-tips by email" in done.stdout
    assert "when[2]: trigger 'retured' is not in the tracking plan" in done.stdout
    assert "Traceback" not in done.stdout and "scenario_items.py" not in done.stdout


def test_the_option_runs_it_on_the_real_workflow_as_well(project: Path, tmp_path: Path) -> None:
    done = run(folder(project, tmp_path, "twostep_temporal = true\n"), "-vv")
    assert "tips-the-next-morning[temporal] PASSED" in done.stdout, done.stdout + done.stderr
    assert "2 passed" in done.stdout
