"""Takes single values out of what a provider sent: what is not what it should be is not there."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

from pydantic import JsonValue
from pydantic_core import to_json

_WORD = re.compile(r"[\x21-\x7e]{1,150}")
_LONGEST = 500
_LATEST = 253_402_300_799


def word(value: JsonValue) -> str | None:
    """An id or a name: printable ASCII without blanks, at most 150 characters."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else None


def text(value: JsonValue, most: int = _LONGEST) -> str | None:
    """At most so many characters of it; without NUL, which PostgreSQL does not keep."""
    return value.replace("\0", "")[:most] if isinstance(value, str) and value else None


def whole(value: JsonValue) -> int | None:
    """A number of an attempt, also as text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    written = str(value)
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= 6 else None


def instant(value: JsonValue, otherwise: datetime) -> datetime:
    """Unix seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LATEST:
        return otherwise
    return datetime.fromtimestamp(value, UTC)


def event_id(value: JsonValue, event: Mapping[str, JsonValue]) -> str:
    """The provider's own, or one made of all that it said."""
    return word(value) or f"sha256-{sha256(to_json(event)).hexdigest()}"
