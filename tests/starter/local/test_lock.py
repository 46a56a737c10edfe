"""A folder is kept to one holder at a time, and is free again afterwards."""

import os
from pathlib import Path

import pytest

from starter.local.lock import FolderInUse, locked


def test_a_second_one_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with (
        locked(tmp_path),
        pytest.raises(FolderInUse, match=rf"\(pid {os.getpid()}\) uses {tmp_path}.*STATE_DIR"),
        locked(tmp_path),
    ):
        pytest.fail("both hold it")
    with locked(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"
