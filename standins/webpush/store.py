"""Keeps the devices that subscribed and the messages that were pushed to them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec

from standins.webpush.base64url import encoded
from standins.webpush.decrypting import public_bytes


@dataclass(frozen=True)
class Device:
    """A browser that subscribed; `sender` is the only key that may push to it, anyone's where it is empty."""

    token: str
    key: ec.EllipticCurvePrivateKey
    auth: bytes
    sender: str = ""

    def subscription(self, base_url: str) -> dict[str, object]:
        """As `PushSubscription.toJSON()` gives it."""
        keys = {"p256dh": encoded(public_bytes(self.key.public_key())), "auth": encoded(self.auth)}
        return {"endpoint": f"{base_url}/push/{self.token}", "expirationTime": None, "keys": keys}


@dataclass(frozen=True)
class Push:
    """One message to one device; `number` rises by one from 1."""

    number: int
    id: str
    device: str
    received_at: str
    payload: str
    ttl: int
    urgency: str
    topic: str
    replaces: int | None = None
    """the number of the message with the same topic in whose place it is shown"""


@dataclass
class PushStore:
    """In memory, in order of arrival."""

    devices: dict[str, Device] = field(default_factory=dict)
    unsubscribed: set[str] = field(default_factory=set)
    _pushes: list[Push] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._pushes)

    def subscribe(self, sender: str = "") -> Device:
        device = Device(
            secrets.token_urlsafe(24), ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16), sender
        )
        self.devices[device.token] = device
        return device

    def unsubscribe(self, token: str) -> bool:
        """Pushes to it are answered 410 from now on."""
        self.unsubscribed.add(token)
        return self.devices.pop(token, None) is not None

    def next_number(self) -> int:
        return self._pushes[-1].number + 1 if self._pushes else 1

    def keep(self, push: Push) -> None:
        self._pushes.append(push)

    def newest(self, device: str, topic: str) -> Push | None:
        return next(
            (one for one in reversed(self._pushes) if topic and (one.device, one.topic) == (device, topic)), None
        )

    def after(self, number: int, device: str = "") -> Iterator[Push]:
        """Oldest first, from the one after `number`; of all devices, or of one."""
        return (one for one in list(self._pushes) if one.number > number and device in ("", one.device))

    def clear(self) -> None:
        """The messages; devices stay."""
        self._pushes.clear()
