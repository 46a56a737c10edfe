"""Base64url without padding, as the Web Push standards write every key."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
