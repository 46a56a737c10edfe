"""Rows of a CSV file as records: the columns that are not ours are properties or attributes, typed by the plan."""

import csv
import json
from collections.abc import Mapping

from pydantic import JsonValue

from engine.language.schema import Fields, Property, Schema
from trials.simulating.records import BadRecord

OURS = ("customer_id", "kind", "id", "at", "arrives", "type", "consent")
_REQUIRED = ("customer_id", "kind", "at")


def split(line: str) -> list[str]:
    """The cells of a line; a record is one line. Raises BadRecord."""
    try:
        return next(iter(csv.reader([line], strict=True)), [])
    except csv.Error as error:
        raise BadRecord([("", f"no CSV: {error}", "close the quotes; a cell cannot go over two lines")]) from None


def header(line: str) -> list[str]:
    """The names of the columns. Raises BadRecord."""
    names = [name.strip() for name in split(line)]
    faults = [(name, "no such column", "add it to the first line") for name in _REQUIRED if name not in names]
    faults += [(name, "stands twice", "keep one") for name in dict.fromkeys(names) if names.count(name) > 1]
    if faults:
        raise BadRecord(faults)
    return names


def row(names: list[str], line: str, plan: Schema) -> dict[str, JsonValue]:
    """A record in plain data; an empty cell says nothing. Raises BadRecord."""
    cells = split(line)
    if len(cells) != len(names):
        raise BadRecord([("", f"{len(cells)} cells under {len(names)} columns", "put a text with commas in quotes")])
    given = {name: cell for name, cell in zip(names, cells, strict=True) if cell != ""}
    record: dict[str, JsonValue] = {name: cell for name, cell in given.items() if name in OURS and name != "consent"}
    others = {name: cell for name, cell in given.items() if name not in OURS}
    if given.get("kind") == "identify":
        record["attributes"] = _typed(others, plan.customer)
        if "consent" in given:
            record["consents"] = [{"status": given["consent"], "source": "simulation"}]
    elif given.get("kind") == "track":
        record["properties"] = _typed(others, plan.triggers.get(given.get("type", ""), {}))
    else:
        record |= others
    return record


def _typed(cells: Mapping[str, str], known: Mapping[str, Property]) -> dict[str, JsonValue]:
    return {name: _value(name, cell, known.get(name)) for name, cell in cells.items()}


def _value(name: str, cell: str, plan: Property | None) -> JsonValue:
    kind = plan.type if plan is not None else "text"
    if kind not in ("number", "bool", "list", "address") and not isinstance(kind, Fields):
        return cell
    try:
        value: JsonValue = json.loads(cell)
    except ValueError:
        value = None
    if value is None:
        shown = "number" if kind == "number" else "true or false" if kind == "bool" else "JSON"
        raise BadRecord([(name, f"{cell[:40]!r} is no {shown}", f"schema.yaml says what {name!r} is: write {shown}")])
    return value
