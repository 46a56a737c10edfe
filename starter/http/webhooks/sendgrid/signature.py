"""Checks the signature of SendGrid's event webhook: ECDSA on P-256 over the timestamp and the bytes of the body."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from runtime.exit import StartError

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"

_ALGORITHM = ec.ECDSA(SHA256())


def public_key(written: str) -> ec.EllipticCurvePublicKey:
    """As SendGrid shows it: base64 of the key in DER. Raises StartError."""
    try:
        key = load_der_public_key(base64.b64decode(written, validate=True))
    except (binascii.Error, ValueError) as error:
        raise StartError(f"SENDGRID_WEBHOOK_KEY is not a public key as SendGrid shows it: {error}") from error
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise StartError("SENDGRID_WEBHOOK_KEY is not a key of the kind that SendGrid signs with (ECDSA)")
    return key


def is_signed(key: ec.EllipticCurvePublicKey, signature: str, timestamp: str, body: bytes) -> bool:
    try:
        key.verify(base64.b64decode(signature, validate=True), timestamp.encode() + body, _ALGORITHM)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
