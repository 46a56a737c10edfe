"""The operators' section on the audit names every finding, and its file of what was sent is taken in as it stands."""

from pathlib import Path
from typing import get_args

from catalogue.faults import Fault
from tests.databases import migrated, sqlite_url
from tests.docs.pages import ROOT, blocks
from trials.auditing.findings import Kind
from trials.imported.importing import import_file
from trials.imported.records import COLUMNS, REQUIRED

PAGE = ROOT / "docs/operators.md"
SECTION = PAGE.read_text(encoding="utf-8").split("\n## Audit\n")[1].split("\n## ")[0]


def test_every_finding_is_explained() -> None:
    assert [kind for kind in get_args(Kind) if f"| `{kind}` |" not in SECTION] == []


def test_every_column_of_the_file_is_explained() -> None:
    assert [name for name in COLUMNS if f"`{name}`" not in SECTION] == []
    rows = [line for line in SECTION.splitlines() if "| required |" in line]
    assert [name for name in REQUIRED if not any(f"`{name}`" in row for row in rows)] == []


def test_the_file_of_the_page_is_taken_in(tmp_path: Path) -> None:
    [shown] = blocks(PAGE, "csv")
    file = tmp_path / "sent.csv"
    file.write_text(shown.text, encoding="utf-8")
    refused: list[Fault] = []
    with migrated(sqlite_url(tmp_path)) as database:
        report = import_file(database, file, refused.append)
    assert (report.new, refused) == (2, [])
