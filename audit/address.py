"""Addresses as keyed hashes, so that a suppression survives the erasure of the person."""

import hashlib
import hmac

from pydantic import JsonValue

from engine.customer.addresses import normalised

_LONGEST = 2_000
"""an endpoint of a push message; a mail address has at most 320"""


class AddressKey:
    """The secret that addresses are hashed with; without it a hash cannot be tried out against a list."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) < 16:
            raise ValueError("the address key is too short: it needs at least 16 bytes of chance")
        self._secret = secret

    def hash(self, address: str) -> str:
        """HMAC-SHA256 of the address in the spelling under which it is suppressed; 64 hex digits."""
        return self._hash(normalised(address))

    def hash_as_spelled(self, address: str) -> str:
        """What was kept of a telephone number before it was hashed in one spelling; of all others the same hash."""
        return self._hash(address.strip().lower())

    def _hash(self, spelling: str) -> str:
        return hmac.new(self._secret, spelling.encode(), hashlib.sha256).hexdigest()


def possible_addresses(value: JsonValue) -> set[str]:
    """Every text in a profile that is short enough to be an address."""
    match value:
        case str():
            return {value} if 0 < len(value) <= _LONGEST else set()
        case dict():
            return {text for item in value.values() for text in possible_addresses(item)}
        case list():
            return {text for item in value for text in possible_addresses(item)}
        case _:
            return set()
