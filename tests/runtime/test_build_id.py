"""The build's name changes with the code that decides, and with nothing else."""

import subprocess
import sys
from pathlib import Path

import pytest

from runtime.build_id import build_id, hash_of

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sources(tmp_path: Path) -> dict[str, Path]:
    files = {"engine/a.py": "x = 1\n", "engine/b.py": "y = 2\n"}
    for name, text in files.items():
        (tmp_path / Path(name).name).write_text(text)
    return {name: tmp_path / Path(name).name for name in files}


def test_it_is_stable_over_order_and_line_ends(sources: dict[str, Path]) -> None:
    name = hash_of(sources)
    assert len(name) == 12
    assert hash_of(dict(reversed(sources.items()))) == name
    sources["engine/a.py"].write_bytes(b"x = 1\r\n")
    assert hash_of(sources) == name


def test_it_changes_with_text_name_and_number_of_files(sources: dict[str, Path]) -> None:
    before = hash_of(sources)
    renamed = {"engine/a.py": sources["engine/a.py"], "engine/c.py": sources["engine/b.py"]}
    fewer = {"engine/a.py": sources["engine/a.py"]}
    sources["engine/a.py"].write_text("x = 2\n")
    assert len({before, hash_of(sources), hash_of(renamed), hash_of(fewer)}) == 4


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
