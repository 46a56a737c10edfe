"""Files that commands write."""

from pathlib import Path

import pytest

from starter.cli.app import write_file
from starter.errors import InputRefused


@pytest.mark.parametrize("there", [True, False])
def test_what_is_private_is_for_its_owner_alone(tmp_path: Path, there: bool) -> None:
    file = tmp_path / "story.html"
    if there:
        file.write_text("a longer text for everybody")
        file.chmod(0o644)
    write_file("hers\n", file, private=True)
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"hers\n", 0o600)


@pytest.mark.parametrize("private", [True, False])
def test_where_nothing_can_be_written_is_said(tmp_path: Path, private: bool) -> None:
    with pytest.raises(InputRefused, match="cannot be written: No such file or directory"):
        write_file("x", tmp_path / "no" / "mail.html", private=private)
