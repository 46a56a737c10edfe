"""Ids and buckets that are hashes of what they name, so that a replay, a reset and a second attempt agree."""

import hashlib
import re

WORKFLOW = "customer-"
"""what the id of a customer's workflow begins with; the rest is the customer's id"""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+|\+[\d\s()./-]{5,}")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:~-]{0,199}")


def digest(*parts: str) -> str:
    """The first 128 bits of SHA-256 over the parts as 32 hex digits; parts cannot run into one another."""
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def part_hash(canonical_json: str) -> str:
    """The name of an immutable part of a catalogue: SHA-256 of its canonical JSON, 64 hex digits."""
    return hashlib.sha256(canonical_json.encode()).hexdigest()


def message_id(customer_id: str, source: str, step: str, visit: int) -> str:
    """One message to one customer; `source` is the enrolment's or the proposal's id."""
    return digest("message", customer_id, source, step, str(visit))


def enrolment_id(customer_id: str, journey: str, key: str, trigger_id: str) -> str:
    """One enrolment; the trigger id tells apart the times a journey is entered under the same key."""
    return digest("enrolment", customer_id, journey, key, trigger_id)


def bucket(salt: str, unit: str) -> int:
    """The place of a unit under a salt, 0–9,999: first 8 bytes of SHA-256("salt:unit") × 10,000 ÷ 2^64."""
    head = hashlib.sha256(f"{salt}:{unit}".encode()).digest()[:8]
    return int.from_bytes(head, "big") * 10_000 >> 64


def never_key(journey: str, key: str) -> int:
    """A "never again" mark as a 64-bit hash, so that a whole life of them stays small."""
    return int(digest("never", journey, key)[:16], 16)


def is_address(value: str) -> bool:
    """Whether it looks like an email address or a number people can dial."""
    return _ADDRESS.fullmatch(value) is not None


def check_customer_id(value: str) -> str:
    """Return the id, or raise ValueError: ids are opaque, never an address or a number people can dial."""
    if is_address(value):
        raise ValueError(
            "the customer id looks like an address; ids stand in places that are never encrypted: "
            "use your own opaque id, or set ID_HASH_KEY to have one made from it"
        )
    if not _ID.fullmatch(value):
        raise ValueError(
            f"customer id {value!r} is not usable: 1–200 of the characters A–Z a–z 0–9 . _ : ~ -, "
            "beginning with a letter or a digit"
        )
    return value
