"""The JSON Schemas of the files that people write, for editors and other tools; made from the models."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from catalogue.scenarios.scenario import Scenario
from engine.language.journey import Journey
from engine.language.message import Message
from engine.language.policy import Policy
from engine.language.preferences import PageTexts, Preferences
from engine.language.schema import Conditions, ScalarType, Schema

JsonSchema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FILES: Mapping[str, tuple[type[BaseModel], str]] = {
    "journey.json": (Journey, "A Twostep journey"),
    "message.json": (Message, "A Twostep message (message.yaml)"),
    "policy.json": (Policy, "A Twostep policy (policy.yaml)"),
    "schema.json": (Schema, "A Twostep tracking plan (schema.yaml)"),
    "preferences.json": (Preferences, "A Twostep preference page (preferences.yaml)"),
    "preference-texts.json": (PageTexts, "The texts of a Twostep preference page (preferences.<language>.yaml)"),
    "scenario.json": (Scenario, "A Twostep scenario (scenarios/*.yaml)"),
}


def schemas() -> dict[str, JsonSchema]:
    """File name → JSON Schema, draft 2020-12."""
    made = {name: _finished(model.model_json_schema(by_alias=True), title) for name, (model, title) in _FILES.items()}
    conditions = {**TypeAdapter(Conditions).json_schema(), "description": "Conditions that journeys share by name."}
    return made | {"conditions.json": _finished(conditions, "Named conditions of Twostep (conditions.yaml)")}


def write(folder: Path) -> None:
    """Write them all, as they are committed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas().items():
        (folder / name).write_text(as_text(schema), encoding="utf-8", newline="\n")


def as_text(schema: JsonSchema) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _finished(schema: JsonSchema, title: str) -> JsonSchema:
    definitions = schema.get("$defs", {})
    for name, short_form in _short_forms(definitions).items():
        definitions[name] = short_form
    for node in _objects(schema):
        if "patternProperties" in node:
            # A key of any other form is an error, and must be one in the editor too.
            node.setdefault("additionalProperties", False)
    return {"$schema": _DIALECT, **schema, "title": title}


def _short_forms(definitions: Mapping[str, JsonSchema]) -> dict[str, JsonSchema]:
    """What is written where the models hold a longer form."""
    case = {"oneOf": [{"$ref": "#/$defs/WhenCase"}, {"$ref": "#/$defs/OtherwiseCase"}]}
    cases = {"type": "array", "minItems": 1, "items": {"type": "object"}}
    forms: dict[str, JsonSchema] = {}
    if "ElapsedWait" in definitions:
        forms["ElapsedWait"] = definitions["ElapsedWait"]["properties"]["elapsed"] | {"title": "ElapsedWait"}
        forms["Cases"] = {**cases, "items": case, "title": "Cases"}
        forms["Plain"] = {"not": cases, "title": "Plain"}
        either = [{"required": ["months"]}, {"required": ["years"]}]
        forms["CalendarWait"] = {**definitions["CalendarWait"], "oneOf": either}
    if "FirstTrue" in definitions:
        forms["FirstTrue"] = definitions["FirstTrue"]["properties"]["first"] | {"title": "FirstTrue"}
    if "Paused" in definitions:
        forms["Paused"] = {"anyOf": [{"const": "everything"}, definitions["Paused"]], "title": "Paused"}
        forms["ConsentGiven"] = {
            "anyOf": [{"$ref": "#/$defs/Purpose"}, definitions["ConsentGiven"]],
            "title": "ConsentGiven",
        }
    if "Property" in definitions:
        forms["Property"] = {"anyOf": _property_forms(definitions["Property"]), "title": "Property"}
    if "PurposeRules" in definitions:
        # a row of the table of purposes is filled in with what its purpose is by default
        forms["PurposeRules"] = {key: value for key, value in definitions["PurposeRules"].items() if key != "required"}
    return forms


def _property_forms(whole: JsonSchema) -> list[JsonSchema]:
    scalar = {"enum": list(get_args(ScalarType))}
    choice = {"type": "array", "minItems": 1, "items": {"type": "string"}}
    group = {
        "type": "object",
        "patternProperties": {"^[a-z][a-z0-9_-]{0,63}$": {"$ref": "#/$defs/Property"}},
        "not": {"required": ["type"]},
    }
    typed = {"anyOf": [scalar, choice]}
    return [scalar, choice, group, {**whole, "properties": {**whole["properties"], "type": typed}}]


def _objects(value: object) -> Iterator[JsonSchema]:
    if isinstance(value, dict):
        yield value
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(below)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
