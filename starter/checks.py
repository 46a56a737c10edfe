"""Checks at the door that need nothing but the input: the customer's id, the trigger's type, names, the size."""

import hashlib
import hmac
import re
import sys
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, TypeAdapter, ValidationError

from engine.contracts.inputs import InputBase
from engine.identity import check_customer_id, is_address
from engine.language.written import TriggerType
from starter.errors import InputRefused

MOST_BYTES = 65_536
"""of one input as JSON; a workflow keeps thousands of them in its history"""

DEEPEST = 32
"""lists and objects within one another; what is read everywhere ends at some 200, and a customer's state wraps them"""

_TYPE: TypeAdapter[str] = TypeAdapter(TriggerType)


def usable_id(value: str, id_hash_key: bytes | None) -> str:
    """The customer's id; an address is made opaque where there is a key for it. Raises InputRefused."""
    if id_hash_key is not None and is_address(value):
        return opaque_id(value, id_hash_key)
    try:
        return check_customer_id(value)
    except ValueError as error:
        raise InputRefused(str(error)) from None


def opaque_id(address: str, key: bytes) -> str:
    """HMAC-SHA256 of the address in one spelling, the first 128 bits as 32 hex digits."""
    spelling = address.strip().lower() if "@" in address else re.sub(r"[^\d+]", "", address)
    return hmac.new(key, spelling.encode(), hashlib.sha256).hexdigest()[:32]


def check_type(trigger_type: str, known: Iterable[str]) -> None:
    """Raises InputRefused for what can never be a type of trigger."""
    try:
        _TYPE.validate_python(trigger_type)
    except ValidationError:
        raise InputRefused(
            f"trigger type {trigger_type[:80]!r} is not usable: lower-case letters, digits and underscores, beginning "
            f"with a letter, at most 64; known are {', '.join(sorted(known)) or 'none'}"
        ) from None


def check_place(place: str, places: Iterable[str]) -> None:
    """Raises InputRefused where messages can never wait for her: a wrong name would look like nothing to show."""
    if place not in places:
        raise InputRefused(
            f"nothing waits at the place {place[:80]!r}: it is no channel with `kind: pull` of the policy in force; "
            f"there is {', '.join(sorted(places)) or 'none'}"
        )


def check_size(entry: InputBase, part: str) -> None:
    """Raises InputRefused when the input is too large, too deep or too odd to be kept; `part` is what makes it so."""
    if odd := _odd(entry):
        raise InputRefused(f"{part} of the input cannot be kept: {odd}")
    size = len(entry.model_dump_json().encode())
    if size > MOST_BYTES:
        raise InputRefused(
            f"{part} of input {entry.id!r} are too large: {size:,} bytes of JSON, and {MOST_BYTES:,} are the most; "
            "keep what is large in your own system and send its id"
        )


def _odd(value: object, depth: int = 0) -> str | None:
    """What PostgreSQL, JSON or the reading of a customer's state do not take."""
    match value:
        case str():
            return "a text has a NUL in it: take it out" if "\0" in value else None
        case None | datetime():
            return None
        case int() | float():
            counted = -sys.float_info.max <= value <= sys.float_info.max
            return None if counted else "a number is larger than any that is counted with: send it as text"
        case dict() | list() | tuple():
            if depth == DEEPEST:
                return f"more than {DEEPEST} lists and objects stand within one another: send it flatter"
            return _first_odd((*value, *value.values()) if isinstance(value, dict) else value, depth + 1)
        case BaseModel():
            return _first_odd(value.__dict__.values(), depth)
        case _:
            return None


def _first_odd(parts: Iterable[object], depth: int) -> str | None:
    for part in parts:
        odd = _odd(part, depth)
        if odd is not None:
            return odd
    return None


def check_name(kind: Literal["journey", "message"], name: str, known: Collection[str]) -> None:
    """Raises InputRefused with what there is."""
    if name not in known:
        raise InputRefused(f"no {kind} {name!r} is published: there is {', '.join(sorted(known)) or 'none'}")
