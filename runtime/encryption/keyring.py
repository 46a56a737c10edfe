"""The data keys in use: made on first use, unwrapped once and kept in memory, looked up off the event loop."""

import asyncio
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.contracts.ports import KeyDestroyed, KeyStore, WrappedKey
from runtime.encryption.master_keys import MasterKeys

MOST = 20_000
"""keys in memory, about 1 kB each"""
KEPT_FOR = 60.0
"""seconds until the ledger is asked again, so that a key that was destroyed is soon gone from memory"""


@dataclass(frozen=True)
class DataKey:
    """An unwrapped key."""

    id: str
    cipher: AESGCM = field(repr=False)


class Keyring:
    """One per process; its methods are called on one event loop, the store in threads."""

    def __init__(
        self, store: KeyStore, masters: MasterKeys, *, most: int = MOST, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._masters = masters
        self._most = most
        self._clock = clock
        self._by_id: OrderedDict[str, tuple[float, DataKey]] = OrderedDict()
        self._ids: dict[str, str] = {}
        """owner → id of the key in memory"""
        self._owners: dict[str, str] = {}

    async def of_owner(self, owner: str) -> DataKey:
        """Made on first use. Raises KeyDestroyed, MasterKeyMissing."""
        known = self._ids.get(owner)
        if known is not None and (kept := self._kept(known)) is not None:
            return kept
        try:
            return self._keep(await asyncio.to_thread(self._found_or_made, owner))
        except KeyDestroyed:
            if known is not None:
                self._forget(known)
            raise

    async def by_id(self, key_id: str) -> DataKey | None:
        """None once it was destroyed. Raises KeyUnknown, MasterKeyMissing."""
        if (kept := self._kept(key_id)) is not None:
            return kept
        try:
            return self._keep(await asyncio.to_thread(self._store.by_id, key_id))
        except KeyDestroyed:
            self._forget(key_id)
            return None

    def _found_or_made(self, owner: str) -> WrappedKey:
        found = self._store.of_owner(owner)
        if found is not None:
            return found
        # the id is chance, not a hash of the owner: it stands beside what nobody may read
        return self._store.add(self._masters.wrap(owner, secrets.token_urlsafe(12), os.urandom(32)))

    def _kept(self, key_id: str) -> DataKey | None:
        found = self._by_id.get(key_id)
        if found is None or self._clock() - found[0] > KEPT_FOR:
            return None
        self._by_id.move_to_end(key_id)
        return found[1]

    def _keep(self, wrapped: WrappedKey) -> DataKey:
        known = self._by_id.get(wrapped.id)
        key = known[1] if known is not None else DataKey(wrapped.id, AESGCM(self._masters.unwrap(wrapped)))
        self._by_id[wrapped.id] = self._clock(), key
        self._by_id.move_to_end(wrapped.id)
        self._ids[wrapped.owner] = wrapped.id
        self._owners[wrapped.id] = wrapped.owner
        while len(self._by_id) > self._most:
            self._forget(next(iter(self._by_id)))
        return key

    def _forget(self, key_id: str) -> None:
        self._by_id.pop(key_id, None)
        owner = self._owners.pop(key_id, None)
        if owner is not None:
            self._ids.pop(owner, None)
