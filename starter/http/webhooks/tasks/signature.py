"""Checks webhooks that are signed as Standard Webhooks 1.0 says: HMAC-SHA256 over id, timestamp and body."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Iterator

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"

_MOST_SIGNATURES = 20


def is_signed(secrets: Iterable[bytes], webhook_id: str, timestamp: str, body: bytes, signatures: str) -> bool:
    """Any of the signatures by any of the secrets: while one takes the other's place, both are right."""
    given = list(_of_version_1(signatures))
    content = b".".join((webhook_id.encode("utf-8", "replace"), timestamp.encode("utf-8", "replace"), body))
    right = [hmac.digest(secret, content, hashlib.sha256) for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in given for other in right)


def _of_version_1(signatures: str) -> Iterator[bytes]:
    """Other versions (`v1a` is of public keys) are passed over, as is what cannot be read."""
    for one in signatures.split(" ")[:_MOST_SIGNATURES]:
        version, _, written = one.partition(",")
        if version != "v1":
            continue
        try:
            yield base64.b64decode(written, validate=True)
        except (binascii.Error, ValueError):
            continue
