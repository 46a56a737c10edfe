"""Compares what comes in with the tracking plan: unknown types, unknown names, values of another kind."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import assert_never, get_args

from pydantic import JsonValue

from engine.contracts.inputs import Identify, Input, Track
from engine.customer.addresses import PREFERRED_CHANNEL, attribute_of
from engine.customer.devices import devices_in
from engine.identity import is_address
from engine.language.consents import CONSENT_PENDING
from engine.language.response_rates import RESPONSE_RATE_CHANGED, Crossed
from engine.language.schema import Choice, Fields, Property, ScalarType, Schema
from engine.language.terms import Channel, Purpose
from engine.model import Attributes

MOST = 20
"""complaints about one input: whoever sends more of them has another plan"""

_NAME = re.compile(r"[\w .:$-]{1,64}", re.ASCII)
"""What may stand in a log as it is."""
PUSH = "push"
_ADDRESSES = {attribute_of(channel) for channel in Channel}
_CHANNEL = Property(type="text")
"""It may be one of the team's own, of which the tracking plan knows nothing."""
_BUILT_IN = {name: Property(type="text") for name in ("email", "phone", "zone", "country", "household")} | {
    PREFERRED_CHANNEL: _CHANNEL
}
_DERIVED: Mapping[str, Mapping[str, Property]] = {
    RESPONSE_RATE_CHANGED: {
        "name": Property(type="text"),
        "channel": _CHANNEL,
        "rate": Property(type="number"),
        "crossed": Property(type=Choice(one_of=get_args(Crossed))),
    },
    CONSENT_PENDING: {
        "channel": _CHANNEL,
        "purpose": Property(type=Choice(one_of=tuple(purpose.value for purpose in Purpose))),
        "topic": Property(type="text"),
    },
}
"""What the engine raises; whoever tries a journey out may send it by hand."""
_PLACE = frozenset({"street", "postcode", "city", "region", "country", "zone", "lat", "lon"})


def changes_profile(track: Track, plan: Schema) -> bool:
    """Whether the trigger is `<attribute>_changed`: the workflow takes such a one as a change of the profile."""
    attribute = track.type.removesuffix("_changed")
    known = attribute in plan.customer or attribute in _ADDRESSES or attribute in _BUILT_IN
    return attribute != track.type and known and "new" in track.properties


def complaints(entry: Input, plan: Schema, *, near: bool = True) -> list[str]:
    """What is wrong by `schema.yaml`, the first of it; each names the place and, after a colon, the fix. No value is
    in it. Without `near` no name that was perhaps meant is looked for, which takes far longer than the rest.
    """
    match entry:
        case Track():
            found = _of_track(entry, plan, near)
        case Identify():
            found = _of_profile(entry.attributes, plan, near)
        case _:
            return []
    return list(islice(found, MOST))


def _of_track(track: Track, plan: Schema, near: bool) -> Iterator[str]:
    if changes_profile(track, plan):
        attribute = track.type.removesuffix("_changed")
        yield from _of_profile({attribute: track.properties["new"]}, plan, near)
        return
    known = _DERIVED.get(track.type) or plan.triggers.get(track.type)
    if known is None:
        fix = "add it to schema.yaml under triggers"
        yield _unknown(f"trigger {track.type!r}", track.type, plan.triggers, fix, near)
    else:
        yield from _values(track.properties, known, track.type, near)


def _of_profile(attributes: Attributes, plan: Schema, near: bool) -> Iterator[str]:
    own = PUSH in plan.customer
    told = {name: value for name, value in attributes.items() if own or name != PUSH}
    yield from _values(told, _profile(plan), "customer", near)
    if not own and not _is_push(attributes.get(PUSH)):
        yield "customer.push is no list of devices: send each with endpoint, p256dh and auth, as the browser gives them"
    email = attributes.get("email")
    if isinstance(email, str) and "@" not in email:
        yield "customer.email has no @, so no mail can reach it: send an address such as ann@example.com"


def _is_push(value: JsonValue) -> bool:
    """Devices, one of them alone, or a token of a provider of your own."""
    if value is None or isinstance(value, str):
        return True
    written = value if isinstance(value, list) else [value]
    return all(len(devices_in(one)) == 1 for one in written)


def _profile(plan: Schema) -> Mapping[str, Property]:
    return {**_BUILT_IN, **plan.customer}


def _values(values: Attributes, known: Mapping[str, Property], place: str, near: bool) -> Iterator[str]:
    for name, value in values.items():
        where = f"{place}.{name if name in known else _written(name)}"
        entry = known.get(name)
        if entry is None:
            yield _unknown(where, name, known, f"add it to schema.yaml under {place}", near)
        elif value is not None:
            yield from _value(value, entry, where, near)


def _written(name: str) -> str:
    """As it may stand in a log."""
    if is_address(name):
        return "(an address)"
    return name if _NAME.fullmatch(name) else repr(name[:40])


def _value(value: JsonValue, entry: Property, where: str, near: bool) -> Iterator[str]:
    match entry.type:
        case Choice(one_of=options):
            if value not in options:
                yield f"{where} is not in the list of schema.yaml: send one of {', '.join(map(repr, options))}"
        case Fields(fields=fields):
            if isinstance(value, dict):
                yield from _values(value, fields, where, near)
            else:
                yield f"{where} is {_shown(value)}: send a group with {', '.join(fields)}"
        case str(kind):
            if not _is(value, kind):
                yield f"{where} is {_shown(value)}: schema.yaml says {kind}, so send {_EXAMPLES[kind]}"
        case _:
            assert_never(entry.type)


_EXAMPLES: Mapping[ScalarType, str] = {
    "text": "a text",
    "number": "a number without quotes",
    "bool": "true or false",
    "list": 'a list such as ["jazz", "rock"]',
    "instant": "an instant with its zone such as 2026-04-14T08:10:00Z",
    "date": "a date such as 2026-04-14",
    "address": f"a group of {', '.join(sorted(_PLACE))}",
}


def _is(value: JsonValue, kind: ScalarType) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "bool":
            return isinstance(value, bool)
        case "list":
            return isinstance(value, list)
        case "instant":
            return isinstance(value, str) and _is_instant(value)
        case "date":
            return isinstance(value, str) and _is_date(value)
        case "address":
            return isinstance(value, dict) and _PLACE.issuperset(value)
        case _:
            assert_never(kind)


def _is_instant(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _is_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return _is_instant(value)
    return True


def _shown(value: JsonValue) -> str:
    """The kind of a value and not the value itself: complaints are logged, and values may be personal."""
    match value:
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "a group"
        case None:
            return "null"


def _unknown(what: str, word: str, known: Iterable[str], fix: str, near: bool) -> str:
    meant = _nearest(word, tuple(known)) if near and _NAME.fullmatch(word) else None
    return f"{what} is not in the tracking plan: " + (f"did you mean {meant!r}?" if meant else fix)


@lru_cache(maxsize=1_000)
def _nearest(word: str, known: tuple[str, ...]) -> str | None:
    return next(iter(difflib.get_close_matches(word, known, n=1)), None)
