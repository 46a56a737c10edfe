"""The pictures of journeys in the documentation are what the code draws of the journeys as they are."""

import pytest
from typer.testing import CliRunner

from starter.main import app
from tests.docs.pages import ROOT

PICTURES = ROOT / "docs/pictures"
DRAWN = {
    "journeys.svg": ("map", "--folder", "journeys"),
    "smartphone-onboarding.svg": ("graph", "smartphone-onboarding", "--folder", "journeys"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_a_committed_picture_is_what_is_drawn(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    words = DRAWN[name]
    drawn = CliRunner().invoke(app, words).stdout
    anew = f"draw it anew: twostep {' '.join(words)} --out docs/pictures/{name}"
    assert drawn == (PICTURES / name).read_text(encoding="utf-8"), anew


def test_every_drawn_picture_is_shown() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in ROOT.glob("docs/*.md"))
    assert [name for name in DRAWN if f"(pictures/{name})" not in pages] == []
