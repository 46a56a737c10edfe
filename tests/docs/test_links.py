"""What the documentation points to is there: files, headings, targets of make."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, links

NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    dead = [target for target in links(page) if not leads(page, target)]
    assert dead == []


def leads(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    there = page.parent / path if path else page
    return there.exists() and (not anchor or anchor in anchors(there))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_undefined_is_printed(name: str) -> None:
    assert "Undefined" not in (ROOT / name).read_text(encoding="utf-8")


def test_a_dead_link_is_found() -> None:
    assert not leads(ROOT / "README.md", "docs/no-such-page.md")
    assert not leads(ROOT / "docs/journeys.md", "#no-such-heading")
    assert leads(ROOT / "docs/journeys.md", "#a-journey")


@pytest.mark.parametrize("name", NAMES)
def test_targets_of_make_exist(name: str) -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = (ROOT / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^\s+)make ([a-z]+)", text, re.MULTILINE))
    assert named <= known


def test_the_readme_is_short_and_its_files_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    rows = [line for line in text.splitlines() if line.startswith("|")]
    named = [path for row in rows for path in re.findall(r"`([a-z_]+/[\w/.{},-]*|[a-z]+\.py)`", row)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    pages = [page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if page != "README.md" and f"({page})" not in index] == []
