"""`twostep init`: everything that it writes works at once."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks
from tests.starter.command import twostep

PAGE = ROOT / "docs" / "testing.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "corner-shop"
    done = twostep("init", folder, "--name", "Corner Shop")
    assert done.exit_code == 0, done.output
    assert "journeys/accessory-tips.yaml" in done.stdout
    return folder


def test_its_journeys_lint_and_simulate(project: Path) -> None:
    linted = twostep("lint", project / "journeys")
    assert (linted.exit_code, linted.stdout) == (0, f"{project / 'journeys'}: 1 journey, 1 message, no error\n")
    done = twostep("simulate", project / "journeys", project / "events.csv", "--strict", "--json")
    [journey] = json.loads(done.stdout)["journeys"]
    assert (journey["entered"], journey["sent"], journey["dropped"]) == (3, 1, 1)
    assert journey["ended"] == {"completed": 2, "returned": 1}


def test_its_scenario_holds_and_can_fail(project: Path) -> None:
    done = twostep("test", project / "journeys")
    assert done.exit_code == 0 and "1 scenario, all passed, in" in done.stdout, done.output
    journey = project / "journeys" / "accessory-tips.yaml"
    journey.write_text(journey.read_text().replace('at: "10:00"', 'at: "11:00"'))
    done = twostep("test", project / "journeys")
    assert done.exit_code == 1 and "1 scenario, 1 failed" in done.stdout
    assert "≠  2026-04-15 10:00  send accessory-tips by email" in done.stdout


def test_who_called_it_by_its_path_is_told_how_to_find_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    activate = tmp_path / "venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert f"  . {activate}\n  cd " in twostep("init", tmp_path / "one").stdout
    program = tmp_path / "twostep"
    program.touch(mode=0o755)
    assert str(activate) not in twostep("init", tmp_path / "two").stdout


def test_its_mail_can_be_looked_at_and_has_its_name(project: Path) -> None:
    words = (
        "--customer",
        project / "preview.yaml",
        "--folder",
        project / "journeys",
        "--out",
        project / "preview.html",
    )
    done = twostep("preview", "accessory-tips", *words)
    assert done.exit_code == 0, done.output
    html = (project / "preview.html").read_text()
    assert "Corner Shop, 1 Example Street" in html and "Wireless charging" in html
    assert "preview.html" in (project / ".gitignore").read_text()


def test_its_tests_and_the_documented_ones_pass_in_a_pytest_of_its_own(project: Path) -> None:
    documented = "\n\n".join(block.text for block in blocks(PAGE, "python"))
    (project / "tests" / "test_documented.py").write_text(documented)
    [settings] = blocks(PAGE, "ini")
    assert set(settings.text.split("\n")) <= set((project / "pytest.ini").read_text().split("\n"))
    done = in_a_pytest_of_its_own(project)
    assert (done.returncode, "13 passed" in done.stdout) == (0, True), done.stdout + done.stderr


def test_its_tests_stay_green_beside_a_second_journey_on_the_same_trigger(project: Path) -> None:
    folder = project / "journeys"
    journey, content = folder / "second.yaml", folder / "content" / "second"
    shutil.copy(folder / "accessory-tips.yaml", journey)
    shutil.copytree(folder / "content" / "accessory-tips", content)
    for file in (journey, content / "message.yaml"):
        text = file.read_text().replace("accessory-tips", "second").replace("Getting the most", "Once more")
        text = text.replace('when: event.category == "accessory"', "").replace("trigger: returned", "trigger: gone")
        file.write_text(text)
    schema = folder / "schema.yaml"
    schema.write_text(schema.read_text().replace("triggers:\n", "triggers:\n  gone: { order: text }\n"))
    assert twostep("lint", folder).exit_code == 0
    done = in_a_pytest_of_its_own(project)
    assert (done.returncode, "7 passed" in done.stdout) == (0, True), done.stdout + done.stderr


def in_a_pytest_of_its_own(project: Path) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error"]
    return subprocess.run(command, cwd=project, env=outside, capture_output=True, text=True, timeout=100, check=False)


def test_nothing_of_anybody_is_overwritten(project: Path, tmp_path: Path) -> None:
    (project / "journeys" / "policy.yaml").write_text("mine")
    done = twostep("init", project)
    assert done.exit_code == 1
    assert "is not empty: name a new folder" in done.stderr
    assert (project / "journeys" / "policy.yaml").read_text() == "mine"
    file = tmp_path / "file"
    file.touch()
    assert "is a file: name a new folder" in twostep("init", file).stderr


def test_a_folder_with_a_space_is_told_as_a_shell_takes_it(tmp_path: Path) -> None:
    folder = tmp_path / "my shop"
    assert f"  cd '{folder}'" in twostep("init", folder).stdout


def test_an_empty_folder_will_do_and_gives_the_name(tmp_path: Path) -> None:
    folder = tmp_path / "Kiosk 24"
    folder.mkdir()
    assert twostep("init", folder).exit_code == 0
    assert (folder / "README.md").read_text().startswith("# Kiosk 24\n")
    assert (folder / "journeys" / "policy.yaml").read_text().startswith("policy: kiosk-24\n")


@pytest.mark.parametrize("name", ["24 hours", "A & B", "…", "{{ shop }}", "a\tb"])
def test_a_name_that_cannot_stand_in_mails_and_files_is_refused(name: str, tmp_path: Path) -> None:
    done = twostep("init", tmp_path / "new", "--name", name)
    assert done.exit_code == 1
    assert f"--name {name!r}" in done.stderr
    assert not (tmp_path / "new").exists()
