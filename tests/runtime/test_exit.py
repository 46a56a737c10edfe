"""The exit code, the output and the exit functions survive, with Temporal's native threads alive."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("return None", 0),
        ("return 3", 3),
        ("raise SystemExit(4)", 4),
        ("raise SystemExit(None)", 0),
        ("raise SystemExit('no journey of that name')", 1),
        ("raise KeyboardInterrupt", 130),
        ("raise LookupError('gone')", 1),
    ],
)
def test_every_ending_has_its_code(body: str, code: int) -> None:
    done = python(f"from runtime.exit import run_to_exit\ndef main():\n    {body}\nrun_to_exit(main)")
    assert done.returncode == code


def test_output_exit_functions_and_errors_are_not_lost() -> None:
    done = python(
        "import atexit, sys\n"
        "from runtime.exit import run_to_exit\n"
        "atexit.register(lambda: print('put away', end=''))\n"
        "def main():\n"
        "    print('done', end=' ')\n"
        "    raise LookupError('gone')\n"
        "run_to_exit(main)"
    )
    assert done.stdout == "done put away"
    assert "LookupError: gone" in done.stderr


def test_what_whoever_starts_can_mend_is_told_without_a_traceback() -> None:
    done = python(
        "from runtime.exit import StartError, run_to_exit\n"
        "def main():\n"
        "    raise StartError('port 7233 is taken')\n"
        "run_to_exit(main)"
    )
    assert (done.returncode, done.stderr) == (1, "port 7233 is taken\n")


def test_a_reader_that_went_away_does_not_change_the_code() -> None:
    shell = (
        f'{sys.executable} -c "from runtime.exit import run_to_exit; '
        "run_to_exit(lambda: print('x' * 100_000) or 7)\" | true; exit ${PIPESTATUS[0]}"
    )
    done = subprocess.run(["bash", "-c", shell], cwd=ROOT, timeout=60, check=False)
    assert done.returncode in (1, 7)  # 1: the print itself already failed


def test_a_process_with_a_running_temporal_client_ends_with_its_code() -> None:
    code = (
        "import asyncio\n"
        "from temporalio.client import Client\n"
        "from runtime.exit import run_to_exit\n"
        "async def work():\n"
        "    try:\n"
        "        await Client.connect('127.0.0.1:1')\n"
        "    except RuntimeError:\n"
        "        return 5\n"
        "run_to_exit(lambda: asyncio.run(work()))"
    )
    assert [python(code).returncode for _ in range(3)] == [5, 5, 5]


@pytest.mark.parametrize(("body", "code", "summary"), [("pass", 0, "1 passed"), ("assert 0", 1, "1 failed")])
def test_pytest_keeps_its_status_and_its_summary(tmp_path: Path, body: str, code: int, summary: str) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (tmp_path / "test_one.py").write_text(f"def test_one():\n    {body}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, summary in done.stdout) == (code, True), done.stdout + done.stderr
