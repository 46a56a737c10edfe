"""The scenarios of the documentation hold, and its tables name every key that there is."""

import re
from pathlib import Path

import pytest

from catalogue.json_schema import schemas
from catalogue.scenarios.given import Given
from starter.scenarios.showing import as_text
from starter.tracking_plan import complaints
from tests.docs.pages import PAGES, ROOT, Block, blocks
from trials.scenarios.run import run
from trials.scenarios.script import Scripts

SCRIPTS = Scripts(complaints)
SHOWN = [block for page in PAGES for block in blocks(page, "yaml") if block.text.startswith("scenario:")]
PAGE = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("## Scenarios") : PAGE.index("## What it needs")]
_OF_LINE = {"at", "customer", "id"}


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.place)
def test_a_scenario_that_is_shown_holds(block: Block, tmp_path: Path) -> None:
    file = tmp_path / "shown.yaml"
    file.write_text(block.text, encoding="utf-8")
    outcome = run(file, SCRIPTS, ROOT / "examples" / "house-rules")
    assert outcome.passed, as_text(outcome)


def test_the_examples_show_every_key_of_given() -> None:
    text = "".join(block.text for block in SHOWN)
    assert len(SHOWN) >= 2
    assert [key for key in Given.model_fields if not re.search(rf"^  {key}:", text, re.MULTILINE)] == []


def test_the_page_names_every_line_and_its_keys() -> None:
    definitions = schemas()["scenario.json"]["$defs"]
    lines = [name for name in definitions if name.endswith(("Line", "Then"))]
    assert len(lines) == 26
    named = {key for name in lines for key in definitions[name]["properties"]} - _OF_LINE
    assert [key for key in sorted(named) if not re.search(rf"\b{key}\b", SECTION)] == []


def test_the_tests_that_stand_in_for_scenarios_exist() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", SECTION))
    assert len(named) >= 5
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []
