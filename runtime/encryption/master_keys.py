"""The master keys of a deployment: they wrap the data keys and nothing else."""

import base64
import binascii
import os
import re
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.contracts.ports import KeyStore, WrappedKey
from engine.errors import ToldError

_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BYTES = 32
_NONCE = 12


class MasterKeyMissing(ToldError, LookupError):
    """A data key is wrapped by a master key that this process was not given."""


class MasterKeys:
    """Several by id, the newest first: it wraps; the others only unwrap."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self.newest = next(iter(keys))

    @classmethod
    def read(cls, text: str) -> "MasterKeys":
        """`id:base64` of 32 bytes each, separated by commas, the newest first. Raises ValueError."""
        return cls(parse_master_keys(text))

    def wrap(self, owner: str, key_id: str, data_key: bytes) -> WrappedKey:
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self.newest].encrypt(nonce, data_key, key_id.encode())
        return WrappedKey(owner=owner, id=key_id, master=self.newest, wrapped=base64.b64encode(nonce + sealed).decode())

    def unwrap(self, key: WrappedKey) -> bytes:
        """Raises MasterKeyMissing."""
        sealed = base64.b64decode(key.wrapped)
        master = self._keys.get(key.master)
        if master is None:
            raise MasterKeyMissing(
                f"data keys are wrapped by the master key {key.master!r}, and MASTER_KEY has only "
                f"{', '.join(self._keys)}: add it behind the newest, until `twostep keys rewrap` was run"
            )
        try:
            return master.decrypt(sealed[:_NONCE], sealed[_NONCE:], key.id.encode())
        except InvalidTag as error:
            raise MasterKeyMissing(
                f"the master key {key.master!r} in MASTER_KEY is not the one that wrapped the data keys of this ledger"
            ) from error

    def check(self, store: KeyStore) -> None:
        """Before anything runs that could not read its customers; blocking. Raises MasterKeyMissing."""
        for key in store.one_of_each_master():
            self.unwrap(key)


def new_master_keys() -> str:
    """One key made by chance, as the setting takes it."""
    return f"m1:{base64.b64encode(os.urandom(_BYTES)).decode()}"


def parse_master_keys(text: str) -> dict[str, bytes]:
    """The keys by id, the newest first. Raises ValueError saying what to write, never what was written."""
    keys: dict[str, bytes] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        key_id, _, value = part.partition(":")
        if not _ID.fullmatch(key_id) or key_id in keys or (key := _decoded(value)) is None:
            raise ValueError(
                "write id:key, several separated by commas, the newest first and each id once; "
                "the key is 32 bytes in base64, "
                'for instance from: python3 -c "import base64, os; print(base64.b64encode(os.urandom(32)).decode())"'
            )
        keys[key_id] = key
    if not keys:
        raise ValueError("there is no key in it")
    return keys


def _decoded(value: str) -> bytes | None:
    try:
        key = base64.b64decode(value, validate=True)
    except binascii.Error:
        return None
    return key if len(key) == _BYTES else None
