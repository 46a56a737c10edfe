"""Signs what is posted to a webhook, as Twilio does: `X-Twilio-Signature`."""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping


def signature(auth_token: str, url: str, form: Mapping[str, str]) -> str:
    """Of the whole address and every parameter in order of name."""
    signed = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()
