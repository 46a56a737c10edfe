"""The kinds of values that settings take, each with an error that says what to write."""

import base64
import binascii
import ipaddress
import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from engine.language.terms import Channel
from runtime.encryption.master_keys import parse_master_keys


def _addresses(value: object) -> object:
    if not isinstance(value, str):
        return value
    return frozenset(part.strip().lower() for part in value.split(",") if part.strip())


def _networks(value: frozenset[str]) -> frozenset[str]:
    for one in value:
        try:
            ipaddress.ip_network(one)
        except ValueError as error:
            raise ValueError("IP addresses or networks, such as 10.0.0.7 or 10.0.0.0/8, separated by commas") from error
    return value


_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")


def _origins(value: frozenset[str]) -> frozenset[str]:
    for one in value:
        if not _ORIGIN.fullmatch(one):
            raise ValueError("origins of web pages, such as https://shop.example.com, separated by commas; no paths")
    return value


def _web_address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("write it in full, beginning with https:// (http:// for a local stand-in)")
    return value.rstrip("/")


def _key(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value()) < 16:
        raise ValueError(
            'at least 16 characters, for instance from: python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    return value


def _keys(value: SecretStr) -> SecretStr:
    for one in value.get_secret_value().split(","):
        _key(SecretStr(one.strip()))
    return value


def _master_keys(value: SecretStr) -> SecretStr:
    parse_master_keys(value.get_secret_value())
    return value


def _database(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("sqlite", "postgres")):
        raise ValueError("a URL beginning with sqlite:/// or postgresql://")
    return value


def _days_kept(value: int) -> int:
    if 0 < value < 7:
        raise ValueError("at least 7, within which senders repeat what they are not sure of; 0 keeps it for ever")
    return value


def _plain_address(value: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]+@[A-Za-z0-9.-]+", value):
        raise ValueError("a plain address such as hello@example.com, in ASCII; the name goes in MAIL_FROM_NAME")
    return value


def _registered(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [part.partition("=") for part in value.split(",") if part.strip()]
    if not all(separator and name.strip() and ":" in target for name, separator, target in pairs):
        raise ValueError("write name=package.module:Class, several separated by commas")
    return {name.strip(): target.strip() for name, _, target in pairs}


_SHIPPED = re.compile(r"[a-z]+")


def _pairs(value: str, example: str) -> list[tuple[str, str]]:
    parts = [part.partition("=") for part in value.split(",") if part.strip()]
    if not all(separator and name.strip() and said.strip() for name, separator, said in parts):
        raise ValueError(f"write {example}, several separated by commas")
    return [(name.strip(), said.strip()) for name, _, said in parts]


def _adapters(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = dict(_pairs(value, "channel=adapter"))
    for name, target in found.items():
        if ":" not in target and not _SHIPPED.fullmatch(target):
            raise ValueError(f"{name}: write the name of an adapter, or package.module:Class")
    return found


def _rates(value: object) -> object:
    if not isinstance(value, str):
        return value
    return dict(_pairs(value, "sendgrid=100"))


def _web_addresses(value: object) -> object:
    if not isinstance(value, str):
        return value
    return {name: _web_address(said) for name, said in _pairs(value, "call=https://calls.example.com/tasks")}


def _secret_list(value: SecretStr) -> SecretStr:
    for one in value.get_secret_value().split(","):
        if not _is_secret(one.strip()):
            raise ValueError("each begins with whsec_ and goes on with the base64 of 24 to 64 bytes")
    return value


def _is_secret(written: str) -> bool:
    try:
        return written.startswith("whsec_") and 24 <= len(base64.b64decode(written[6:], validate=True)) <= 64
    except (binascii.Error, ValueError):
        return False


def _secrets_by_channel(value: object) -> object:
    """Those of each channel in the order in which they stand. A text names a channel, and nothing that is none."""
    if not isinstance(value, str):
        return value
    found: dict[str, list[str]] = {}
    for name, secret in _pairs(value, "call=whsec_…, the channel before each secret"):
        if not _is_channel(name):
            raise ValueError("before each = stands a channel: lower case letters, digits and _")
        if not _is_secret(secret):
            raise ValueError(f"{name}: write {name}=whsec_… and the base64 of 24 to 64 bytes")
        found.setdefault(name, []).append(secret)
    return {name: ",".join(secrets) for name, secrets in found.items()}


def _is_channel(name: str) -> bool:
    try:
        Channel(name)
    except ValueError:
        return False
    return not name.startswith("whsec_")


PlainAddress = Annotated[str, AfterValidator(_plain_address)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Key = Annotated[SecretStr, AfterValidator(_key)]
KeyList = Annotated[SecretStr, AfterValidator(_keys)]
Port = Annotated[int, Field(ge=1, le=65_535)]
DaysKept = Annotated[int, Field(ge=0, le=36_500), AfterValidator(_days_kept)]
Slots = Annotated[int, Field(ge=1, le=10_000)]
Addresses = Annotated[frozenset[str], NoDecode, BeforeValidator(_addresses)]
Networks = Annotated[frozenset[str], NoDecode, BeforeValidator(_addresses), AfterValidator(_networks)]
Origins = Annotated[frozenset[str], NoDecode, BeforeValidator(_addresses), AfterValidator(_origins)]
Registered = Annotated[dict[str, str], NoDecode, BeforeValidator(_registered)]
MasterKeyList = Annotated[SecretStr, AfterValidator(_master_keys)]
DatabaseUrl = Annotated[SecretStr, AfterValidator(_database)]
Adapters = Annotated[dict[str, str], NoDecode, BeforeValidator(_adapters)]
Rates = Annotated[dict[str, Annotated[float, Field(gt=0)]], NoDecode, BeforeValidator(_rates)]
WebAddresses = Annotated[dict[str, str], NoDecode, BeforeValidator(_web_addresses)]
SecretList = Annotated[SecretStr, AfterValidator(_secret_list)]
SecretsByChannel = Annotated[dict[str, SecretList], NoDecode, BeforeValidator(_secrets_by_channel)]
