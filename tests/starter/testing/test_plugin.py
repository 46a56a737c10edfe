"""The plug-in in a pytest of its own: it loads nothing until used, says what is missing, needs no auto mode."""

import os
import subprocess
import sys
from pathlib import Path

LOADED = """
import sys

def pytest_sessionfinish():
    names = {name.split(".")[0] for name in sys.modules}
    print("LOADED", sorted(names & {"temporalio", "pydantic", "sqlalchemy", "engine", "catalogue", "runtime"}))
"""
PURE = """
def test_pure(twostep_rehearsal):
    ann = twostep_rehearsal.customer("ann", email="ann@example.com", consent="all")
    ann.track("purchase", category="accessory", product="case", order="o-1")
    assert ann.journeys() == ["accessory-tips"]
"""
MARKED = """
import pytest

@pytest.mark.asyncio
async def test_durable(twostep):
    ann = twostep.customer("ann", email="ann@example.com", consent="all")
    await ann.track("purchase", category="accessory", product="case", order="o-1")
    assert await ann.journeys() == ["accessory-tips"]
"""
HIDDEN = """
import sys

sys.modules["pytest_asyncio"] = None  # as if it were not installed
import pytest

sys.exit(pytest.main(["-q", *sys.argv[1:]]))
"""
STRICT = "[pytest]\nasyncio_mode = strict\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n"


def run(folder: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """A pytest with the installed plug-in in the folder, without those of the surrounding one."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", *words]
    return subprocess.run(
        command, cwd=folder, env=outside | env, capture_output=True, text=True, timeout=100, check=False
    )


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / name.replace("_ini", ".ini").replace("_py", ".py")).write_text(text)
    return folder


def test_a_run_that_does_not_use_it_loads_nothing(tmp_path: Path) -> None:
    write(tmp_path, conftest_py=LOADED, pytest_ini=STRICT, test_other_py="def test_other():\n    pass\n")
    done = run(tmp_path, "-s")
    assert (done.returncode, "LOADED []" in done.stdout) == (0, True), done.stdout + done.stderr


def test_with_a_mark_it_works_without_auto_mode_and_from_another_folder(project: Path, tmp_path: Path) -> None:
    option = f"twostep_journeys = {project / 'journeys'}\n"
    write(tmp_path, pytest_ini=STRICT + option, test_pure_py=PURE, test_durable_py=MARKED)
    done = run(tmp_path)
    assert (done.returncode, "2 passed" in done.stdout) == (0, True), done.stdout + done.stderr


def test_without_pytest_asyncio_the_pure_fixture_works_and_the_other_says_what_it_needs(
    project: Path, tmp_path: Path
) -> None:
    option = f"[pytest]\ntwostep_journeys = {project / 'journeys'}\n"
    uses = "def test_durable(twostep):\n    pass\n"
    hidden = (
        "import sys; sys.modules['pytest_asyncio'] = None; import pytest; sys.exit(pytest.main(['-q', *sys.argv[1:]]))"
    )
    write(tmp_path, pytest_ini=option, test_pure_py=PURE, test_durable_py=uses, start_py=hidden)
    env = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "start.py", "-p", "starter.testing.plugin"]
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert "1 passed, 1 error" in done.stdout, done.stdout + done.stderr
    assert "the fixture `twostep` needs pytest-asyncio" in done.stdout


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    write(tmp_path, pytest_ini=STRICT, test_pure_py=PURE)
    done = run(tmp_path)
    assert done.returncode == 1
    assert f"there is no journeys folder {tmp_path / 'journeys'}" in done.stdout
