"""One-click unsubscribe links: signed, opaque, and the two email headers of RFC 8058."""

import base64
import binascii
import hashlib
import hmac

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr

from engine.contracts.parcel import Parcel
from engine.language.terms import Channel
from engine.model import Frozen

_MAC_BYTES = 16


class UnsubscribeSettings(BaseModel):
    """Where the links lead (`<base_url>/u/<token>`) and the key that signs them.

    Links in mails already sent stop working when the key changes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: HttpUrl
    key: SecretStr = Field(min_length=16)


class Unsubscription(Frozen):
    """What a token stands for: the message it came with says who, and the channel which."""

    message_id: str
    channel: Channel


class UnsubscribeLinks:
    """Makes the links and reads them back; a token says nothing about the customer."""

    def __init__(self, settings: UnsubscribeSettings) -> None:
        self._prefix = f"{str(settings.base_url).rstrip('/')}/u/"
        self._key = settings.key.get_secret_value().encode()

    def link(self, message_id: str, channel: Channel) -> str:
        """The GET of it shows a page, the POST unsubscribes: scanners fetch links."""
        content = f"{channel.value}:{message_id}".encode()
        token = base64.urlsafe_b64encode(self._mac(content) + content).decode().rstrip("=")
        return self._prefix + token

    def email_headers(self, parcel: Parcel) -> dict[str, str]:
        """`List-Unsubscribe` and `List-Unsubscribe-Post`, as every marketing email has them."""
        return {
            "List-Unsubscribe": f"<{self.link(parcel.message_id, Channel.EMAIL)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def read(self, token: str) -> Unsubscription | None:
        """What the token stands for; None for one that was not made with this key."""
        try:
            signed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        mac, content = signed[:_MAC_BYTES], signed[_MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(content)):
            return None
        channel, _, message_id = content.decode().partition(":")
        return Unsubscription(message_id=message_id, channel=Channel(channel))

    def _mac(self, content: bytes) -> bytes:
        return hmac.new(self._key, b"unsubscribe:" + content, hashlib.sha256).digest()[:_MAC_BYTES]
