"""The devices on which a customer gets push messages: one address that holds several, each closed by itself."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import JsonValue

KEYS: Final = ("p256dh", "auth")


def devices_in(value: JsonValue) -> list[dict[str, str]]:
    """Those of a list, or the one of a group, as a browser describes them, with or without `keys`; others are none."""
    written = value if isinstance(value, list) else [value]
    found = [device for one in written if isinstance(one, dict) and (device := _device(one)) is not None]
    return list({device["endpoint"]: device for device in found}.values())


def address_of(devices: Iterable[Mapping[str, str]]) -> str:
    """The one spelling of a list of devices."""
    return json.dumps(list(devices), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def endpoints_in(address: str) -> tuple[str, ...]:
    """What an address of push messages stands for; a text that is no list of devices, itself."""
    if not address.lstrip().startswith("["):
        return (address,)
    try:
        devices = devices_in(json.loads(address))
    except ValueError:
        return (address,)
    return tuple(device["endpoint"] for device in devices) or (address,)


def _device(written: Mapping[str, JsonValue]) -> dict[str, str] | None:
    keys = written.get("keys")
    given = {**keys, **written} if isinstance(keys, dict) else written
    found = {name: value for name in ("endpoint", *KEYS) if isinstance(value := given.get(name), str) and value}
    return found if len(found) == 1 + len(KEYS) else None
