"""The folder as a whole: it lints without a warning, and its tour names everything."""

from catalogue.lint.checks import lint
from engine.language.catalogue import Catalogue
from tests.journeys.resident import FOLDER, definitions, shelf


def test_lint_finds_nothing() -> None:
    faults, found = lint(FOLDER)
    assert found is not None
    assert faults == []


def test_every_journey_is_told_in_the_readme() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    journeys = Catalogue.model_validate_json(shelf().catalogue(1)).journeys
    assert [name for name in journeys if f"| [{name}](" not in told] == []
    assert len(journeys) == 11


def test_every_journey_shows_a_stage_unless_it_is_over_at_once() -> None:
    journeys = Catalogue.model_validate_json(shelf().catalogue(1)).journeys
    without = {name for name, version in journeys.items() if definitions().program(version).journey.stage is None}
    assert without == {"order-receipt"}
