"""Signs webhooks as Standard Webhooks 1.0 says, so that any library of it can check them."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime


def secret_bytes(secret: str) -> bytes:
    """The key in `whsec_<base64>`. Raises ValueError."""
    return base64.b64decode(secret.strip().removeprefix("whsec_"), validate=True)


def signed_headers(webhook_id: str, at: datetime, body: bytes, secrets: Iterable[bytes]) -> dict[str, str]:
    """One signature by each secret: while one takes the other's place, the receiver may know either."""
    timestamp = str(int(at.timestamp()))
    content = b".".join((webhook_id.encode(), timestamp.encode(), body))
    return {
        "Content-Type": "application/json",
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(content, secret)}" for secret in secrets),
    }


def _signature(content: bytes, secret: bytes) -> str:
    return base64.b64encode(hmac.digest(secret, content, hashlib.sha256)).decode()
