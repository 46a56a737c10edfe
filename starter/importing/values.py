"""The texts of cells as the values that the tracking plan asks for."""

import json
from collections.abc import Mapping

from pydantic import JsonValue

from engine.language.schema import Fields, Property
from engine.model import Attributes

_NOTHING = "null"
_TRUTHS: Mapping[str, bool] = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def typed(cells: Mapping[str, JsonValue], plan: Mapping[str, Property]) -> Attributes:
    """What is no text, or in no plan and not `null`, stays as it is: the tracking plan says what is wrong with it."""
    return {name: _value(cell, plan.get(name)) for name, cell in cells.items()}


def _value(cell: JsonValue, entry: Property | None) -> JsonValue:
    if cell == _NOTHING:
        return None
    if not isinstance(cell, str) or entry is None:
        return cell
    match entry.type:
        case "number":
            return _json(cell)
        case "bool":
            return _TRUTHS.get(cell.strip().lower(), cell)
        case "list":
            return _json(cell) if cell.startswith("[") else [part.strip() for part in cell.split(";") if part.strip()]
        case "address" | Fields():
            return _json(cell)
        case _:
            return cell


def _json(cell: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(cell)
    except ValueError:
        return cell
    return value
