"""Reads the devices of a customer: the address of a push message is a list of subscriptions."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

from pydantic import TypeAdapter, ValidationError

from engine.model import Frozen


class Device(Frozen):
    """A browser's subscription, as `PushSubscription.toJSON()` gives it without its `keys` level."""

    endpoint: str
    p256dh: str
    auth: str


_DEVICES = TypeAdapter(tuple[Device, ...])


def devices_of(address: str) -> tuple[Device, ...] | None:
    """Each endpoint once; None for what is no list of subscriptions."""
    try:
        return tuple({device.endpoint: device for device in _DEVICES.validate_json(address)}.values())
    except ValidationError:
        return None


def origin_of(endpoint: str, *, public_only: bool) -> str | None:
    """Scheme, host and port; None for an endpoint that nothing may be posted to."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None or not _allowed(parts, public_only):
        return None
    named = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{named}" + (f":{port}" if port is not None else "")


def _allowed(parts: SplitResult, public_only: bool) -> bool:
    inside = is_inside(parts.hostname or "")
    if parts.scheme == "https":
        return not (public_only and inside)
    return parts.scheme == "http" and not public_only and _is_loopback(parts.hostname or "")


def is_inside(host: str) -> bool:
    """Whether a host, written as a number, is in a network of our own; a name is looked at when it is resolved."""
    if host == "localhost" or host.endswith((".localhost", ".internal", ".local")):
        return True
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
