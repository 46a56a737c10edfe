"""Signs webhooks as the providers do."""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlencode

import httpx2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from standardwebhooks import Webhook
from twilio.request_validator import RequestValidator

from channels.tasks.signing import secret_bytes, signed_headers

PUBLIC = "https://twostep.example.com/here"
"""where a proxy listens; the path below it is ours"""
TOKEN = "0123456789abcdef0123456789abcdef"
SHARED = ("a-newer-shared-key", "an-older-shared-key")
SECRETS = tuple("whsec_" + base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2))


@dataclass
class SendGridSigner:
    """The account's key pair."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public(self) -> str:
        return base64.b64encode(
            self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).decode()

    def headers(self, body: bytes, at: float | None = None) -> dict[str, str]:
        timestamp = str(int(time.time() if at is None else at))
        signature = self.key.sign(timestamp.encode() + body, ec.ECDSA(SHA256()))
        return {
            "Content-Type": "application/json",
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
        }

    async def post(self, http: httpx2.AsyncClient, events: object) -> httpx2.Response:
        body = json.dumps(events).encode()
        return await http.post("/webhooks/sendgrid", content=body, headers=self.headers(body))


async def twilio_form(
    http: httpx2.AsyncClient,
    path: str,
    form: Mapping[str, str],
    *,
    algorithm: str | None = None,
    secret: str | None = None,
    public: str = PUBLIC,
) -> httpx2.Response:
    """As Twilio's own library computes it: with `algorithm` by a shared key, else by the auth token."""
    key = secret or (TOKEN if algorithm is None else SHARED[0])
    signature = RequestValidator(key).compute_signature(public + path, dict(form), algorithm)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"}
    if algorithm is not None:
        headers["X-Twilio-Webhooks-Signature-Settings"] = f"key=webhooks_sharedkey_1,algorithm={algorithm}"
    return await http.post(path, content=urlencode(form).encode(), headers=headers)


async def twilio_json(http: httpx2.AsyncClient, path: str, body: object) -> httpx2.Response:
    written = json.dumps(body).encode()
    asked = f"{path}{'&' if '?' in path else '?'}bodySHA256={sha256(written).hexdigest()}"
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + asked, {})
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/json"}
    return await http.post(asked, content=written, headers=headers)


def task_headers(body: bytes, id: str = "evt-1", secret: str = SECRETS[0], at: float | None = None) -> dict[str, str]:
    """As the package `standardwebhooks` signs, and by our own hand what it cannot read."""
    when = datetime.fromtimestamp(time.time() if at is None else at, UTC)
    if not is_text(body):
        return signed_headers(id, when, body, [secret_bytes(secret)])
    return {
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": Webhook(secret).sign(id, when, body.decode()),
    }


def is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


async def task(
    http: httpx2.AsyncClient, type: str, data: Mapping[str, object], *, secret: str = SECRETS[0], id: str = "evt-1"
) -> httpx2.Response:
    written = {"type": type, "timestamp": datetime.now(UTC).isoformat(), "data": data}
    body = json.dumps(written).encode()
    return await http.post("/webhooks/tasks", content=body, headers=task_headers(body, id, secret))
