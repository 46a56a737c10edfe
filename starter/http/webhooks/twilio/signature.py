"""Checks the signatures of Twilio's webhooks: over the public address and every parameter, known or not."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

SIGNATURE = "X-Twilio-Signature"
SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
AUTH_TOKEN_SIGNS = "HMAC_SHA1"
"""how, where no shared key does"""

Pairs = Sequence[tuple[str, str]]

_HASHES = {"HMAC_SHA1": hashlib.sha1, "HMAC_SHA256": hashlib.sha256}
_USUAL_PORTS = {"https": 443, "http": 80}


def shared_key_algorithm(settings: str | None) -> str | None:
    """As the header of a shared key names it; None: the account's auth token signed."""
    for part in (settings or "").split(","):
        name, separator, value = part.partition("=")
        if separator and name.strip() == "algorithm" and value.strip():
            return value.strip().upper()
    return None


def is_signed(secrets: Iterable[str], signature: str, url: str, pairs: Pairs, hashed_by: str) -> bool:
    """By any of the secrets; `pairs` are the parameters of a form, none for JSON (see `is_body_of`)."""
    hashing = _HASHES.get(hashed_by)
    if hashing is None:
        return False
    parameters = "".join(f"{name}{value}" for name, value in sorted(set(pairs)))
    given = signature.encode("utf-8", "replace")
    return any(
        hmac.compare_digest(
            base64.b64encode(
                hmac.digest(secret.encode(), f"{address}{parameters}".encode("utf-8", "replace"), hashing)
            ),
            given,
        )
        for secret in secrets
        for address in _spellings(url)
    )


def is_body_of(url: str, body: bytes) -> bool:
    """Of JSON the address has the hash, and the address is signed."""
    named = parse_qs(urlsplit(url).query).get("bodySHA256", [""])[0]
    return hmac.compare_digest(hashlib.sha256(body).hexdigest().encode(), named.encode("utf-8", "replace"))


def _spellings(url: str) -> Iterator[str]:
    """Twilio signs with the usual port in the address or without it."""
    yield url
    parts = urlsplit(url)
    usual = _USUAL_PORTS.get(parts.scheme)
    if parts.port is None:
        yield parts._replace(netloc=f"{parts.netloc}:{usual}").geturl()
    else:
        yield parts._replace(netloc=parts.netloc.rpartition(":")[0]).geturl()
