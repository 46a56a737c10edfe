"""What has to be known to send web push messages."""

import re
from base64 import urlsafe_b64decode
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

_KEY = re.compile(r"[A-Za-z0-9_-]{43}=?")
_CONTACT = re.compile(r"mailto:[^@\s]+@[\w.-]+\.[\w-]+|https://[\w.-]+(/\S*)?")


def _key(value: SecretStr) -> SecretStr:
    written = value.get_secret_value()
    if not _KEY.fullmatch(written) or not any(urlsafe_b64decode(written.rstrip("=") + "=")):
        raise ValueError("VAPID_PRIVATE_KEY is not the base64url of the 32 bytes of a P-256 key")
    return value


def _contact(value: str) -> str:
    if not _CONTACT.fullmatch(value):
        raise ValueError(f"VAPID_CONTACT {value!r}: write mailto:ops@example.com or https://example.com/contact")
    return value


class WebPushSettings(BaseModel):
    """The key that browsers know us by; time-outs in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    private_key: Annotated[SecretStr, AfterValidator(_key)]
    contact: Annotated[str, AfterValidator(_contact)]
    public_only: bool = True
    """endpoints come from browsers, so from anybody: only https, and nothing inside our own network"""
    connect_timeout: float = Field(default=5.0, gt=0)
    total_timeout: float = Field(default=10.0, gt=0, le=15)
    """of one request; the lease of a claim has to be longer"""
