"""Encrypts every payload of a customer with the customer's own key before it leaves the process."""

import json
import os
from collections.abc import Sequence
from typing import Self

from cryptography.exceptions import InvalidTag
from google.protobuf.message import DecodeError
from temporalio.api.common.v1 import Payload
from temporalio.converter import (
    ActivitySerializationContext,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)

from engine.identity import WORKFLOW
from runtime.encryption.keyring import DataKey, Keyring

ENCODING = b"binary/encrypted"
KEY_ID = "key"
"""metadata: the id of the data key"""
NOBODY = ""
"""owner of what belongs to no customer"""
_NOTHING = b"binary/null"
"""how None is written"""
_NONCE = 12


class PayloadUnreadable(ValueError):
    """A payload says that it is encrypted by us, and it is not what we wrote."""


class EncryptionCodec(PayloadCodec, WithSerializationContext):
    """AES-256-GCM; the key's id is in the metadata. What is not encrypted by us is passed on as it is.

    The SDK calls it on the event loop, outside of workflow code.
    """

    def __init__(self, keyring: Keyring, owner: str = NOBODY) -> None:
        self._keyring = keyring
        self._owner = owner

    def with_context(self, context: SerializationContext) -> Self:
        owner = _owner(context)
        return self if owner == self._owner else type(self)(self._keyring, owner)

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Raises KeyDestroyed for a customer who was erased, unless it says nothing: her workflow may end."""
        if all(payload.metadata.get("encoding") == _NOTHING for payload in payloads):
            return list(payloads)
        key = await self._keyring.of_owner(self._owner)
        return [_sealed(key, payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Raises PayloadUnreadable, KeyUnknown, MasterKeyMissing."""
        return [
            await self._opened(payload) if payload.metadata.get("encoding") == ENCODING else payload
            for payload in payloads
        ]

    async def _opened(self, payload: Payload) -> Payload:
        key_id = payload.metadata[KEY_ID].decode("ascii", "replace")
        key = await self._keyring.by_id(key_id)
        return tombstone(self._owner) if key is None else _opened(key, payload)


class ReadingCodec(PayloadCodec):
    """Decodes as another codec does, and writes nothing: for a replay, whose commands go nowhere."""

    def __init__(self, codec: PayloadCodec) -> None:
        self._codec = codec

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return list(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return await self._codec.decode(payloads)


def tombstone(owner: str) -> Payload:
    """What stands in the place of what nobody can read any more; never an error, so that lists and workers go on.

    A workflow that was started while its customer was being erased reads its start out of it, and ends.
    """
    said = {"erased": True, "customer_id": owner} if owner else {"erased": True}
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(said).encode())


def _owner(context: SerializationContext) -> str:
    match context:
        case WorkflowSerializationContext() | ActivitySerializationContext():
            workflow_id = context.workflow_id or ""
            return workflow_id.removeprefix(WORKFLOW) if workflow_id.startswith(WORKFLOW) else NOBODY
        case _:
            return NOBODY


def _sealed(key: DataKey, payload: Payload) -> Payload:
    nonce = os.urandom(_NONCE)
    sealed = nonce + key.cipher.encrypt(nonce, payload.SerializeToString(), None)
    return Payload(metadata={"encoding": ENCODING, KEY_ID: key.id.encode()}, data=sealed)


def _opened(key: DataKey, payload: Payload) -> Payload:
    try:
        return Payload.FromString(key.cipher.decrypt(payload.data[:_NONCE], payload.data[_NONCE:], None))
    except (InvalidTag, DecodeError, ValueError) as error:
        raise PayloadUnreadable(
            f"a payload is not what was encrypted with the key {key.id!r}: it was changed"
        ) from error
