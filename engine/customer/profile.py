"""The customer's attributes: last writer by event time, and the triggers that a change gives rise to."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from engine.contracts.inputs import Track
from engine.expressions.values import identity
from engine.identity import digest
from engine.moment import Moment


def write(moment: Moment, values: Mapping[str, JsonValue], at: datetime, source: str) -> list[Track]:
    """Write attributes as of `at` (null removes) and return `<attribute>_changed` for each that is different now.

    `source` is the id of what writes; the derived triggers' ids are made of it.
    """
    changed = []
    for name, value in values.items():
        last = moment.state.changed_at.get(name)
        if last is not None and last > at:
            continue
        moment.state.changed_at[name] = at
        moment.state.profile_dirty = True
        old = moment.state.attributes.get(name)
        if identity(old) != identity(value):
            _put(moment, name, value)
            changed.append(_change(name, old, value, at, source))
    return changed


def changed_type(attribute: str) -> str:
    """The trigger that a change of the attribute gives rise to; triggers are spelled without hyphens."""
    return f"{attribute.replace('-', '_')}_changed"


def _put(moment: Moment, name: str, value: JsonValue) -> None:
    if value is None:
        moment.state.attributes.pop(name, None)
    else:
        moment.state.attributes[name] = value


def _change(name: str, old: JsonValue, new: JsonValue, at: datetime, source: str) -> Track:
    return Track(
        id=digest("changed", source, name),
        type=changed_type(name),
        at=at,
        properties={"old": old, "new": new},
    )
