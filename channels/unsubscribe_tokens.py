"""Signed tokens of links: which message they came with, over which channel, for what and until when."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime

from engine.language.terms import Channel
from engine.model import Frozen, Instant

_MAC_BYTES = 16
MAX_LENGTH = 1_000
"""characters of a token; a longer one was not made here"""


class LinkToken(Frozen):
    """What a token stands for: the message it came with says who, and the channel which."""

    message_id: str
    channel: Channel
    until: Instant | None = None
    """when it stops; None: never"""


class LinkTokens:
    """Signs and reads the tokens of one purpose; a token says nothing about the customer.

    The first of the keys signs, each of them reads: a new one is put in front, and the old one stays as long as
    links signed by it are to work.
    """

    def __init__(self, purpose: str, keys: Sequence[str]) -> None:
        self._purpose = f"{purpose}:".encode()
        self._keys = [key.encode() for key in keys]

    def sign(self, token: LinkToken) -> str:
        """The same content gives the same token."""
        until = "" if token.until is None else f"{int(token.until.timestamp())}@"
        content = f"{until}{token.channel.value}:{token.message_id}".encode()
        return base64.urlsafe_b64encode(self._mac(self._keys[0], content) + content).decode().rstrip("=")

    def read(self, token: str) -> LinkToken | None:
        """Also when its time is over; None for one that was not made for this purpose with one of these keys."""
        if len(token) > MAX_LENGTH:
            return None
        try:
            signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        mac, content = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
        known = [hmac.compare_digest(mac, self._mac(key, content)) for key in self._keys]
        # Base64 spells the bits behind the last byte in several ways: one of them is the token.
        spelled = base64.urlsafe_b64encode(signed).decode().rstrip("=") == token
        return _content(content.decode()) if any(known) and spelled else None

    def _mac(self, key: bytes, content: bytes) -> bytes:
        return hmac.new(key, self._purpose + content, hashlib.sha256).digest()[:_MAC_BYTES]


def _content(said: str) -> LinkToken:
    head, _, message_id = said.partition(":")
    until, separator, channel = head.rpartition("@")
    at = datetime.fromtimestamp(int(until), UTC) if separator else None
    return LinkToken(message_id=message_id, channel=Channel(channel), until=at)
