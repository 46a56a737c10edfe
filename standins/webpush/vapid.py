"""Checks who a sender is: the signed token of `Authorization: vapid t=…,k=…` (RFC 8292)."""

import json
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from standins.webpush.base64url import decoded

LONGEST = 24 * 3600
"""seconds that a token may be good for"""

_HEADER = re.compile(r"vapid\s+t=([\w.-]+)\s*,\s*k=([\w-]+)", re.IGNORECASE)


class Unauthorised(Exception):
    """The token is none, or none for this service; the text says why."""


def sender_of(authorisation: str, origin: str, now: float) -> str:
    """The public key of who sent it; `now` in unix seconds. Raises Unauthorised."""
    written = _HEADER.fullmatch(authorisation.strip())
    if written is None:
        raise Unauthorised("Authorization is not vapid t=…,k=…")
    token, key = written.groups()
    try:
        head, claims = (json.loads(decoded(part)) for part in token.split(".")[:2])
        signed, signature = token.rpartition(".")[0].encode(), decoded(token.rpartition(".")[2])
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
        numbers = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        public.verify(encode_dss_signature(*numbers), signed, ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature):
        raise Unauthorised("the token's signature does not fit the key") from None
    _check(head, claims, origin, now)
    return key


def _check(head: object, claims: object, origin: str, now: float) -> None:
    if not isinstance(head, dict) or head.get("alg") != "ES256" or not isinstance(claims, dict):
        raise Unauthorised("the token is not signed by ES256")
    if claims.get("aud") != origin:
        raise Unauthorised(f"aud is not {origin}")
    until = claims.get("exp")
    if not isinstance(until, int | float) or not now < until <= now + LONGEST:
        raise Unauthorised("exp is past, or over 24 hours ahead")
    contact = claims.get("sub", "")
    if not isinstance(contact, str) or not contact.startswith(("mailto:", "https:")):
        raise Unauthorised("sub is no mailto: or https: address")
