"""A push service's stand-in as the contract of every channel drives it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from channels.webpush.push import WebPush
from channels.webpush.settings import WebPushSettings
from engine.contracts.parcel import Parcel
from engine.customer import devices as engine_devices
from engine.language.terms import Channel
from standins.serving import Served
from standins.webpush import service
from standins.webpush.base64url import encoded
from standins.webpush.decrypting import public_bytes
from standins.webpush.store import Device
from tests.channels.contract import Taken, parcel
from tests.channels.misbehaving import Misbehaviour, fault_of

KEY = ec.derive_private_key(7, ec.SECP256R1())
SECRET = encoded((7).to_bytes(32, "big"))


@dataclass(frozen=True)
class PushProvider:
    """The stand-in as the contract suite drives it."""

    push: service.WebPush
    served: Served
    device: Device = field(init=False)
    secret: str = SECRET
    taken_answer: bytes = b"HTTP/1.1 201 Created\r\nLocation: /message/1\r\nContent-Length: 0\r\n\r\n"

    def __post_init__(self) -> None:
        object.__setattr__(self, "device", self.new_device())

    @property
    def url(self) -> str:
        return self.served.base_url

    @property
    def address(self) -> str:
        return self.address_at(self.url)

    @property
    def bad_address(self) -> str:
        lost = self.new_device()
        self.push.messages.unsubscribe(lost.token)
        return address_of(self.url, lost)

    def address_at(self, url: str) -> str:
        return address_of(url, self.device)

    def new_device(self) -> Device:
        return self.push.messages.subscribe(encoded(public_bytes(KEY.public_key())))

    def adapter(self, url: str, seconds: float = 10.0) -> WebPush:
        settings = WebPushSettings(
            private_key=SecretStr(self.secret),
            contact="mailto:ops@example.com",
            public_only=False,
            connect_timeout=seconds,
            total_timeout=seconds,
        )
        return WebPush(Channel.PUSH, settings)

    def misbehave(self, how: Misbehaviour) -> None:
        self.push.faults.order(fault_of(how, f"{self.address} with {self.secret}"))

    def taken(self) -> Sequence[Taken]:
        devices = {self.device.token: self.address}
        return [
            Taken(
                push.topic, str(json.loads(push.payload)["attempt"]), devices[push.device], (push.topic, push.urgency)
            )
            for push in self.push.messages.after(0)
        ]


def address_of(url: str, *devices: Device) -> str:
    """As the engine writes it from what a browser gave."""
    written = json.loads(json.dumps([device.subscription(url) for device in devices]))
    return engine_devices.address_of(engine_devices.devices_in(written))


def to(provider: PushProvider, *devices: Device) -> Parcel:
    return parcel(address_of(provider.url, *devices))


def endpoint(provider: PushProvider, device: Device) -> str:
    return f"{provider.url}/push/{device.token}"
