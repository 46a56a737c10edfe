"""Decrypts what was pushed to a device: RFC 8188 `aes128gcm` under the keys of RFC 8291."""

import struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_HEADER = 21
_TAG = 16


class Undecryptable(Exception):
    """The device would throw it away without a word."""


def decrypted(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """`key` and `auth` are the device's own. Raises Undecryptable."""
    if len(body) < _HEADER or len(body) < _HEADER + body[20]:
        raise Undecryptable("the header is cut off")
    salt, size, length = body[:16], struct.unpack("!L", body[16:20])[0], body[20]
    sender, records = body[_HEADER : _HEADER + length], body[_HEADER + length :]
    if size <= _TAG + 1:
        raise Undecryptable(f"records of {size} bytes")
    content, nonce = _keys(salt, sender, key, auth)
    parts = [records[at : at + size] for at in range(0, len(records), size)]
    return b"".join(
        _record(part, content, nonce, number, last=number == len(parts) - 1) for number, part in enumerate(parts)
    )


def public_bytes(key: ec.EllipticCurvePublicKey) -> bytes:
    """An uncompressed point: 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _keys(salt: bytes, sender: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> tuple[bytes, bytes]:
    try:
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
    except ValueError:
        raise Undecryptable("the sender's key is no point of P-256") from None
    both = b"WebPush: info\x00" + public_bytes(key.public_key()) + sender
    secret = _derived(key.exchange(ec.ECDH(), theirs), auth, both, 32)
    content = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    return content, _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def _record(record: bytes, key: bytes, nonce: bytes, number: int, *, last: bool) -> bytes:
    counted = (int.from_bytes(nonce, "big") ^ number).to_bytes(12, "big")
    try:
        padded = AESGCM(key).decrypt(counted, record, None).rstrip(b"\x00")
    except (InvalidTag, ValueError):
        raise Undecryptable("not encrypted for this device") from None
    if not padded or padded[-1] != (2 if last else 1):
        raise Undecryptable("the padding's delimiter is wrong")
    return padded[:-1]
