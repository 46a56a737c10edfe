"""The folder as a whole: it lints, and warns of nothing but the channels that are still to come."""

from catalogue.lint.checks import lint
from engine.language.catalogue import Catalogue
from tests.journeys.resident import FOLDER, definitions, shelf


def test_lint_has_one_warning_which_names_the_messages_that_are_dropped_today() -> None:
    faults, found = lint(FOLDER)
    assert found is not None
    assert [(fault.level, fault.file, fault.path) for fault in faults] == [("warning", "policy.yaml", "channels")]
    dropped = faults[0].message.partition("(no_channel): ")[2].split(", ")
    by_email = {key for key, content in found.messages.items() if "email" in content.model.channels}
    assert set(dropped) == found.messages.keys() - by_email and len(dropped) == 7


def test_every_journey_is_told_in_the_readme() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    journeys = Catalogue.model_validate_json(shelf().catalogue(1)).journeys
    assert [name for name in journeys if f"| [{name}](" not in told] == []
    assert len(journeys) == 11


def test_every_journey_shows_a_stage_unless_it_is_over_at_once() -> None:
    journeys = Catalogue.model_validate_json(shelf().catalogue(1)).journeys
    without = {name for name, version in journeys.items() if definitions().program(version).journey.stage is None}
    assert without == {"order-receipt"}
