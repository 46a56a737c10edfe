"""Finds in a profile what the tracking plan lets through as a text and what cannot be all the same."""

import re
from collections.abc import Callable, Iterator, Mapping

from pydantic import JsonValue

from engine.customer.addresses import can_be_one
from engine.language.schema import Property
from engine.language.terms import Channel
from engine.localtime.zones import zone_named, zones_of
from engine.model import Attributes

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
_WITHOUT_ZONE = frozenset({"BV", "HM", "XK"})
"""Two where nobody lives, and Kosovo, which has its letters of no standard."""


def impossible(attributes: Attributes, plan: Mapping[str, Property]) -> Iterator[str]:
    """Each with its place and, after a colon, the fix; no value is in it, since it may be personal.

    What the plan has as something else than a text is the organisation's own, under a name that we know too.
    """
    for name, value in attributes.items():
        if name == "address" and isinstance(value, dict):
            yield from _wrong("customer.address.", {part: value.get(part) for part in ("zone", "country")})
        elif name not in plan or plan[name].type == "text":
            yield from _wrong("customer.", {name: value})


def _wrong(place: str, values: Mapping[str, JsonValue]) -> Iterator[str]:
    for name, value in values.items():
        can_be, fix = _KNOWN.get(name, (None, ""))
        if can_be is not None and isinstance(value, str) and not can_be(value):
            yield f"{place}{name} {fix}"


def _is_country(value: str) -> bool:
    return bool(zones_of({"country": value}).names) or value.upper() in _WITHOUT_ZONE


def _is_mail_or_told(value: str) -> bool:
    return "@" not in value or can_be_one(Channel.EMAIL, value)  # the tracking plan's check misses the @


_KNOWN: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "zone": (lambda value: zone_named(value) is not None, "is no time zone: write a name such as Europe/Berlin"),
    "country": (_is_country, "is no country: write its two letters of ISO 3166, such as DE"),
    "language": (
        lambda value: _LANGUAGE.fullmatch(value) is not None,
        "is no language: write its tag, such as de or pt-BR",
    ),
    "email": (_is_mail_or_told, "is no mail address: write one such as ann@example.com"),
    "phone": (
        lambda value: can_be_one(Channel.SMS, value),
        "is no number with its country: write it such as +49 30 1234567",
    ),
}
