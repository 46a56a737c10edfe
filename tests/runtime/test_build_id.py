"""The build's name changes with the code that decides, and with nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from runtime.build_id import build_id, hash_of

ROOT = Path(__file__).parents[2]
RULES = {"tzdata": "2026.6"}


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    files = {"engine/a.py": "x = 1\n", "engine/b.py": "y = 2\n"}
    for name, text in files.items():
        (tmp_path / Path(name).name).write_text(text)
    return {name: tmp_path / Path(name).name for name in files}


def test_it_is_stable_over_order_and_line_ends(sources: dict[str, Path]) -> None:
    name = hash_of(sources, RULES)
    assert len(name) == 12
    assert hash_of(dict(reversed(sources.items())), RULES) == name
    sources["engine/a.py"].write_bytes(b"x = 1\r\n")
    assert hash_of(sources, RULES) == name


def test_it_changes_with_text_name_and_number_of_files(sources: dict[str, Path]) -> None:
    before = hash_of(sources, RULES)
    renamed = {"engine/a.py": sources["engine/a.py"], "engine/c.py": sources["engine/b.py"]}
    fewer = {"engine/a.py": sources["engine/a.py"]}
    sources["engine/a.py"].write_text("x = 2\n")
    assert len({before, hash_of(sources, RULES), hash_of(renamed, RULES), hash_of(fewer, RULES)}) == 4


def test_it_changes_with_the_time_zone_rules(sources: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    assert hash_of(sources, {"tzdata": "2026.7"}) != hash_of(sources, RULES)
    before = build_id()
    monkeypatch.setattr("runtime.build_id.version", lambda package: f"newer {package}")
    assert build_id() != before


def test_two_processes_in_two_places_name_the_same_build(tmp_path: Path) -> None:
    code = "from runtime.build_id import build_id; print(build_id())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == build_id()
