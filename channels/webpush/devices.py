"""Reads the devices of a customer: the address of a push message is a list of subscriptions."""

import ipaddress

from pydantic import TypeAdapter, ValidationError
from yarl import URL

from channels.public_names import is_public
from engine.model import Frozen

_SERVICES = (".fcm.googleapis.com", ".push.services.mozilla.com", ".web.push.apple.com", ".notify.windows.com")
"""The push services of the browsers there are, and no other service of the same firms."""


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
    """Scheme, host and port; None for an endpoint that nothing may be posted to.

    Read as the client reads it that posts: `127。0。0。1` is a name to others, and to it an address of ours.
    """
    try:
        url = URL(endpoint)
        host, port = url.raw_host, url.explicit_port
    except ValueError:
        return None
    if not host or url.raw_user is not None or not _allowed(url.scheme, host, public_only):
        return None
    named = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{named}" + (f":{port}" if port is not None else "")


def _allowed(scheme: str, host: str, public_only: bool) -> bool:
    if scheme == "https":
        return not (public_only and is_inside(host))
    return scheme == "http" and not public_only and _is_loopback(host)


def is_known_service(origin: str) -> bool:
    """Whether it is a browser's push service, and not just any endpoint."""
    host = URL(origin).raw_host or ""
    return f".{host}".endswith(_SERVICES)


def is_inside(host: str) -> bool:
    """Whether a host, written as a number, is in a network of our own; a name is looked at when it is resolved."""
    if host == "localhost" or host.endswith((".localhost", ".internal", ".local")):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
