"""Tells push services who we are: signed tokens (RFC 8292), one for each service and kept while it is valid."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from py_vapid import Vapid02

from channels.webpush.settings import WebPushSettings

LIVES = 12 * 3600
"""seconds; a push service takes at most 24 hours"""
_RENEWED = 3600
"""seconds before a token ends"""
_MOST = 256
"""services; endpoints come from anybody, and a token for each invented one would be kept"""


@dataclass(frozen=True)
class _Token:
    header: str
    until: float


class Tokens:
    """`now` in unix seconds."""

    def __init__(self, settings: WebPushSettings, now: Callable[[], float] = time.time) -> None:
        self._key = Vapid02.from_raw(settings.private_key.get_secret_value().encode())
        self._contact = settings.contact
        self._now = now
        self._tokens: dict[str, _Token] = {}
        self._taken: dict[str, str] = {}

    def authorisation(self, origin: str) -> str:
        """The value of the header `Authorization` for a service."""
        now = self._now()
        token = self._tokens.get(origin)
        if token is None or token.until - _RENEWED <= now:
            token = self._signed(origin, now)
            while len(self._tokens) >= _MOST:
                oldest = next(iter(self._tokens))
                del self._tokens[oldest]
                self._taken.pop(oldest, None)
            self._tokens[origin] = token
        return token.header

    def note_taken(self, origin: str, header: str) -> None:
        """The service took a message with it."""
        if origin in self._tokens:
            self._taken[origin] = header

    def was_taken(self, origin: str, header: str) -> bool:
        """Whether the service took a message with the very same: then it knows us."""
        return self._taken.get(origin) == header

    def _signed(self, origin: str, now: float) -> _Token:
        until = int(now) + LIVES
        signed: dict[str, str] = self._key.sign({"aud": origin, "exp": until, "sub": self._contact})
        return _Token(signed["Authorization"], until)
