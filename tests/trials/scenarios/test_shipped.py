"""Every scenario that is shipped holds, on the pure engine; a handful on the real workflow too."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from catalogue.json_schema import schemas
from catalogue.scenarios.reading import read_scenario, scenario_files
from catalogue.yaml_file import read_yaml
from starter.scenarios.durable import run_durably
from starter.scenarios.showing import as_text
from starter.tracking_plan import complaints
from tests.docs.pages import ROOT
from trials.scenarios.run import run
from trials.scenarios.script import Scripts

HOUSE_RULES = ROOT / "examples" / "house-rules"
CONSENT = ROOT / "examples" / "consent"
FILES = [*scenario_files(ROOT / "journeys"), *scenario_files(HOUSE_RULES), *scenario_files(CONSENT)]
ON_TEMPORAL = ("welcome-day", "guard", "pause-for-everybody", "confirm", "provider-error")


@pytest.fixture(scope="module")
def scripts() -> Scripts:
    return Scripts(complaints)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_holds_on_the_pure_engine(file: Path, scripts: Scripts) -> None:
    outcome = run(file, scripts)
    assert outcome.passed, as_text(outcome)
    assert len(outcome.rows) == len(read_scenario(file).model.then)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_is_what_its_json_schema_says(file: Path) -> None:
    validator: Any = Draft202012Validator(schemas()["scenario.json"])
    data = read_yaml(file.read_text(encoding="utf-8"), str(file)).data
    assert [error.message for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize("name", ON_TEMPORAL)
async def test_it_holds_on_the_real_workflow(name: str, scripts: Scripts) -> None:
    [file] = [file for file in FILES if file.stem == name]
    outcome = await run_durably(file, scripts)
    assert outcome.passed, as_text(outcome)


def test_every_journey_of_the_phone_company_has_one() -> None:
    played = {name for file in FILES if ROOT / "journeys" in file.parents for name in _journeys(file)}
    journeys = {path.stem for path in (ROOT / "journeys").glob("*.yaml")} | {
        path.stem for path in (ROOT / "journeys" / "onboarding").glob("*.yaml")
    }
    page = {path.stem for path in (ROOT / "journeys").glob("preferences*.yaml")}
    assert played == journeys - page - {"policy", "schema", "conditions"}


def test_every_reason_that_a_rule_gives_is_shown() -> None:
    written = " ".join(file.read_text(encoding="utf-8") for file in FILES)
    reasons = (
        "cap", "lower_priority", "conflict", "blocked", "mix", "quiet_hours", "zone_unknown", "capacity", "guard",
        "holdout", "consent_missing", "opted_out", "suppressed", "no_address", "paused", "exited", "refused",
    )  # fmt: skip
    assert [one for one in reasons if f"because: {one}" not in written] == []


def _journeys(file: Path) -> tuple[str, ...]:
    return read_scenario(file).model.given.journeys or ()
