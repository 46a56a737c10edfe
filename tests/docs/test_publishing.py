"""The difference that the page on publishing shows is what `publish` tells of these changes."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.starter.command import twostep
from tests.starter.publishing_folder import Shop


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Two catalogues, with customers inside a version of each, and changes that are not published."""
    made = Shop(tmp_path, monkeypatch)
    twostep("publish")
    first = made.version(1, "win-back")
    made.change("journeys/win-back.yaml", "wait: 30d", "wait: 4w")
    twostep("publish")
    for number in range(12):
        step = "question" if number < 2 else "give-it-time"
        made.enrol(f"customer-{number}", "win-back", first if number < 8 else made.version(2, "win-back"), step)
    made.change("journeys/win-back.yaml", "wait: 4w", "wait: 3w")
    made.change("journeys/win-back.yaml", "- id: question", "- id: ask")
    made.change("journeys/win-back.yaml", "  - id: over\n", "  - id: third\n    wait: 2d\n  - id: over\n")
    made.change("content/thank-you/email.html", "Thank you for coming in", "Many thanks for coming in")
    made.change("policy.yaml", "zone: UTC", "zone: Europe/Berlin")
    return made


def test_the_difference_that_is_shown_is_what_is_told(shop: Shop) -> None:
    page = (ROOT / "docs/publishing.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert twostep("publish", "--dry-run").stdout == f"{shown}nothing was published (--dry-run)\n"
