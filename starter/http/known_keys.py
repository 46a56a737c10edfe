"""The API keys that a process has seen: verified ones are gone by for seconds before they are looked up again."""

import asyncio
import hmac
import time

from audit.api_keys import ApiKey, SqlApiKeys
from starter.http.tokens import read_token

FRESH = 3.0
"""seconds for which a key that was verified is gone by: a revoked one may live as long"""
MOST = 1_000


class KnownKeys:
    """One for each process."""

    def __init__(self, keys: SqlApiKeys, fresh: float = FRESH) -> None:
        self._keys = keys
        self._fresh = fresh
        self._seen: dict[str, tuple[ApiKey, float]] = {}

    async def of(self, written: str) -> ApiKey | None:
        """The valid key that this is; None for anything else."""
        token = read_token(written)
        if token is None:
            return None
        found = self._remembered(token.id) or await asyncio.to_thread(self._keys.find, token.id)
        if found is None or not hmac.compare_digest(found.digest, token.digest) or not found.valid:
            return None
        self._remember(found)
        return found

    def _remembered(self, key_id: str) -> ApiKey | None:
        key, looked = self._seen.get(key_id, (None, 0.0))
        return key if time.monotonic() - looked < self._fresh else None

    def _remember(self, key: ApiKey) -> None:
        if self._remembered(key.id) is not None:
            return
        if len(self._seen) >= MOST:
            self._seen.clear()
        self._seen[key.id] = (key, time.monotonic())
