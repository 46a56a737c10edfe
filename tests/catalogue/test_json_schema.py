import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from catalogue.json_schema import as_text, schemas
from catalogue.yaml_file import read_yaml
from tests.catalogue.folders import CONDITIONS, JOURNEY, MESSAGE, POLICY, RECEIPT, SCHEMA, SMALL_JOURNEY
from tests.catalogue.mails import HELP

COMMITTED = Path(__file__).parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_committed_schema_is_what_the_models_say(name: str) -> None:
    """To renew it: python -m catalogue.json_schema docs/schemas"""
    assert (COMMITTED / name).read_text(encoding="utf-8") == as_text(schemas()[name])


def test_nothing_else_is_committed() -> None:
    assert {path.name for path in COMMITTED.iterdir()} == set(schemas())


@pytest.mark.parametrize("name", sorted(schemas()))
def test_each_is_a_schema_with_a_title_and_a_description(name: str) -> None:
    schema = json.loads((COMMITTED / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] and schema["description"]


def errors(name: str, text: str) -> list[str]:
    validator: Any = Draft202012Validator(schemas()[name])
    return [error.message for error in validator.iter_errors(read_yaml(text, "x.yaml").data)]


WAITS = "".join(
    f"  - {{ id: w{index}, wait: {wait} }}\n"
    for index, wait in enumerate(
        [
            "3d",
            '{ days: 1, at: "10:00" }',
            '{ months: 1, at: "10:00" }',
            '{ years: 1, at: "10:00" }',
            '{ until: "09:00", weekdays: [mon] }',
            "{ days_of: customer.usual_gap }",
            '{ between: ["09:00", "17:00"] }',
            "{ date: customer.contract_end, before: 30d }",
            "{ quiet_for: 2h, of: [purchase], at_most: 1d }",
        ]
    )
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("journey.json", JOURNEY),
        ("journey.json", SMALL_JOURNEY + WAITS),
        ("message.json", MESSAGE),
        ("message.json", RECEIPT),
        ("message.json", HELP),
        ("policy.json", POLICY),
        ("policy.json", POLICY + "links: { utm_source: twostep }\n"),
        ("schema.json", SCHEMA),
        ("schema.json", "triggers: { a: { b: { type: [x, y], personal: true } } }"),
        ("conditions.json", CONDITIONS),
    ],
)
def test_good_files_are_valid(name: str, text: str) -> None:
    assert errors(name, text) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("journey.json", JOURNEY.replace("title:", "titel:")),
        ("journey.json", SMALL_JOURNEY + "  - { id: w, wait: soon }"),
        ("journey.json", SMALL_JOURNEY + '  - { id: w, wait: { at: "10:00" } }'),
        ("journey.json", SMALL_JOURNEY + "  - { id: w, send: a, wait: 1d }"),
        ("journey.json", SMALL_JOURNEY + "  - { id: f, set: { run.x: [ { when: a } ] } }"),
        ("message.json", MESSAGE.replace("lifecycle", "marketing")),
        ("message.json", HELP.replace("languages: [en, de]", "languages: [english]")),
        ("message.json", HELP.replace("show: nearest", "shows: nearest")),
        ("message.json", HELP.replace("of: [near, far]", "of: []")),
        ("policy.json", POLICY + "cap: 3\n"),
        ("schema.json", "triggers: { Purchase: {} }"),
        ("schema.json", "triggers: { purchase: { amount: money } }"),
        ("conditions.json", "Is Contract: customer.plan == 1"),
    ],
)
def test_bad_files_are_not(name: str, text: str) -> None:
    assert errors(name, text) != []
