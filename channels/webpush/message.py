"""What is pushed: the notification as JSON, and it encrypted for one device."""

import json
from binascii import Error as Base64Error

from pywebpush import WebPusher, WebPushException

from channels.webpush.devices import Device
from engine.contracts.parcel import Parcel

LARGEST = 4096 - 103
"""bytes: push services need not take an encrypted body of over 4,096, and encryption adds a header and an end"""


class Unpushable(Exception):
    """It can be pushed to no device; the text names the fault."""


class BrokenDevice(Exception):
    """The keys of a subscription are no keys: nothing can ever be encrypted for it."""


def notification(parcel: Parcel) -> bytes:
    """What the page's service worker reads: title, body, url, and the message's id and attempt. Raises Unpushable."""
    rendered = parcel.rendered
    title, body = rendered.subject.strip(), rendered.text.strip()
    if not title and not body:
        raise Unpushable(f"message {parcel.message!r}: title and text are empty; a push message needs one of them")
    said = {"title": title, "body": body, "url": rendered.url, "id": parcel.message_id, "attempt": parcel.attempt}
    written = {name: value for name, value in said.items() if value}
    encoded = json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()
    if len(encoded) > LARGEST:
        raise Unpushable(f"message {parcel.message!r}: {len(encoded)} bytes; a push message has at most {LARGEST}")
    return encoded


def encrypted(notification: bytes, device: Device) -> bytes:
    """The body for a device (RFC 8291). Raises BrokenDevice."""
    try:
        pusher = WebPusher({"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}})
        body: bytes = pusher.encode(notification)["body"]
    except (WebPushException, Base64Error, ValueError, IndexError) as error:
        raise BrokenDevice from error
    return body
