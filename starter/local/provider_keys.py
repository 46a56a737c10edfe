"""The keys that `twostep run` and its stand-ins of providers share, made for one folder."""

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import BaseModel


class ProviderKeys(BaseModel):
    """Beside the key of the mail account; nobody outside knows any of them."""

    sendgrid_events_key: str
    """P-256 (PEM): signs events; its public half is SENDGRID_WEBHOOK_KEY"""
    twilio_account_sid: str
    twilio_auth_token: str
    vapid_private_key: str
    task_secret: str


def new_provider_keys() -> ProviderKeys:
    return ProviderKeys(
        sendgrid_events_key=_pem(ec.generate_private_key(ec.SECP256R1())),
        twilio_account_sid=f"AC{secrets.token_hex(16)}",
        twilio_auth_token=secrets.token_hex(16),
        vapid_private_key=_raw(ec.generate_private_key(ec.SECP256R1())),
        task_secret=f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}",
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _raw(key: ec.EllipticCurvePrivateKey) -> str:
    """base64url of the 32 bytes of its number, as VAPID_PRIVATE_KEY has it."""
    number = key.private_numbers().private_value.to_bytes(32, "big")
    return base64.urlsafe_b64encode(number).decode().rstrip("=")
