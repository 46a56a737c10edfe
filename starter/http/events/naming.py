"""Names as the tracking plan has them: what services call `Order Completed` or `firstName`, in lower case."""

import re
from collections.abc import Mapping

from pydantic import JsonValue

from engine.language.schema import Fields, Property
from engine.model import Attributes

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BETWEEN = re.compile(r"[^a-z0-9]+")
_PLACE = {
    "postalcode": "postcode",
    "postal_code": "postcode",
    "zip": "postcode",
    "zipcode": "postcode",
    "state": "region",
    "latitude": "lat",
    "longitude": "lon",
}
"""How others call the parts of an address."""
_BUILT_IN = frozenset({"email", "phone", "address", "zone", "country", "household", "push", "preferred_channel"})


def lowered(name: str) -> str:
    """`Order Completed`, `orderCompleted` and `order-completed` are `order_completed`."""
    return _BETWEEN.sub("_", _WORD.sub("_", name).lower()).strip("_")


def by_plan(values: Attributes, plan: Mapping[str, Property]) -> Attributes:
    """Each value under the name that the plan has for it: its own, or its own in lower case; others stay as they are.

    Where both come, the name of the plan itself wins.
    """
    found: Attributes = {}
    for name, value in values.items():
        known = _name(name, plan)
        if known == name or known not in values:
            found[known] = _within(value, plan.get(known), known)
    return found


def _name(name: str, plan: Mapping[str, Property]) -> str:
    if name in plan:
        return name
    for candidate in (lower := lowered(name), lower.replace("_", "-")):
        if candidate in plan or candidate in _BUILT_IN:
            return candidate
    return name


def _within(value: JsonValue, entry: Property | None, name: str) -> JsonValue:
    if not isinstance(value, dict):
        return value
    match entry.type if entry is not None else None:
        case "address":
            return _address(value)
        case Fields(fields=fields):
            return by_plan(value, fields)
        case None if name == "address":
            return _address(value)
        case _:
            return value


def _address(value: Attributes) -> Attributes:
    parts = {_PLACE.get(lower := lowered(name), lower): part for name, part in value.items()}
    region, country = parts.get("region"), parts.get("country")
    if isinstance(region, str) and isinstance(country, str) and len(country) == 2 and 0 < len(region) <= 3:
        parts["region"] = f"{country.upper()}-{region.upper()}"  # ISO 3166-2
    return parts
