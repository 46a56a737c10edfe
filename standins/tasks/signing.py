"""Standard Webhooks 1.0: checks what comes in, signs what goes out."""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence

TOLERANCE = 300
"""seconds between the sender's clock and ours"""


class BadSignature(Exception):
    """The request is not from who has the secret, or it is an old one; the text says what is wrong with it."""


def check(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> str:
    """The webhook's id. Raises BadSignature."""
    webhook_id = headers.get("webhook-id", "")
    timestamp, given = headers.get("webhook-timestamp", ""), headers.get("webhook-signature", "")
    if not (webhook_id and timestamp and given):
        raise BadSignature("webhook-id, webhook-timestamp and webhook-signature are required")
    if not timestamp.isascii() or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        raise BadSignature("webhook-timestamp is too old or too new")
    wanted = [_signature(webhook_id, timestamp, body, secret) for secret in secrets]
    if not any(hmac.compare_digest(_bytes(one), right) for one in given.split(" ") for right in wanted):
        raise BadSignature("no signature fits")
    return webhook_id


def signed(webhook_id: str, body: bytes, secret: str) -> dict[str, str]:
    timestamp = str(int(time.time()))
    signature = base64.b64encode(_signature(webhook_id, timestamp, body, secret)).decode()
    return {
        "Content-Type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }


def _signature(webhook_id: str, timestamp: str, body: bytes, secret: str) -> bytes:
    content = f"{webhook_id}.{timestamp}.".encode() + body
    return hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256)


def _bytes(signature: str) -> bytes:
    version, _, value = signature.partition(",")
    try:
        return base64.b64decode(value, validate=True) if version == "v1" else b""
    except (binascii.Error, ValueError):
        return b""
