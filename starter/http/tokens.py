"""What an API key looks like: `tsk_<id>_<secret>`, of which only the id and a hash are kept."""

import hashlib
import re
import secrets

from engine.model import Frozen

_SHAPE = re.compile(r"tsk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


class Token(Frozen):
    """A key that was shown; the hash needs no salt, since its secret has 256 bits of chance."""

    id: str
    digest: str
    """SHA-256 of the secret, as hex"""


def new_token() -> tuple[str, Token]:
    """The key itself, to be shown once, and what is kept of it."""
    key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return f"tsk_{key_id}_{secret}", Token(id=key_id, digest=_digest(secret))


def read_token(text: str) -> Token | None:
    """None for what was never a key."""
    match _SHAPE.fullmatch(text):
        case None:
            return None
        case found:
            return Token(id=found[1], digest=_digest(found[2]))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
