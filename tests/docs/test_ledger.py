"""The page on the ledger's views names every column of every view and no other, and its examples run."""

import re
from pathlib import Path

import pytest
from sqlalchemy import text

from audit.tables.views import VIEWS
from tests.databases import migrated, sqlite_url
from tests.docs.pages import ROOT, blocks

PAGE = ROOT / "docs/ledger.md"


def named(view: str) -> list[str]:
    """The columns that the view's table on the page names."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {view}\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`.+?`) \| [a-z, ]+ \|", section, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


@pytest.mark.parametrize("view", VIEWS.tables)
def test_every_column_is_on_the_page_once(view: str) -> None:
    assert sorted(named(view)) == sorted(VIEWS.tables[view].columns.keys())


def test_the_queries_of_the_page_run(tmp_path: Path) -> None:
    queries = blocks(PAGE, "sql")
    assert len(queries) == 2
    with migrated(sqlite_url(tmp_path)) as database, database.connect() as connection:
        for query in queries:
            assert connection.execute(text(query.text)).all() == []
