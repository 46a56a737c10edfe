"""The files by which `twostep run` remembers: its keys, and where the commands of another terminal find it."""

import os
import secrets
from pathlib import Path

from pydantic import BaseModel, Field

from runtime.encryption.master_keys import new_master_keys
from starter.http.tokens import new_token
from starter.local.provider_keys import ProviderKeys, new_provider_keys

KEYS = "keys.json"
ADDRESSES = "local.json"


class LocalKeys(BaseModel):
    """Made by chance once and kept: links and hashes of addresses go on meaning what they meant."""

    sendgrid_api_key: str
    link_key: str
    address_key: str
    master_key: str = Field(default_factory=new_master_keys)
    codec_token: str = Field(default_factory=lambda: secrets.token_urlsafe(24))
    api_key: str = Field(default_factory=lambda: new_token()[0])
    stand_ins: ProviderKeys = Field(default_factory=new_provider_keys)


class LocalAddresses(BaseModel):
    """Where the local installation is."""

    database_url: str
    temporal_address: str
    sendgrid_base_url: str | None = None
    """of the stand-in; None: mail goes elsewhere, or an earlier build wrote this"""
    lookups: dict[str, str] = Field(default_factory=dict)
    """those that its worker has registered, and what answers them"""


def local_keys(folder: Path) -> LocalKeys:
    """The keys in the folder, made if there are none; nobody else may read them."""
    path = folder / KEYS
    if path.exists():
        keys = LocalKeys.model_validate_json(path.read_text())
        if keys.model_fields_set < LocalKeys.model_fields.keys():  # written by an earlier build
            path.unlink()
            _write_private(path, keys)
        return keys
    keys = LocalKeys(
        sendgrid_api_key=f"SG.local.{secrets.token_hex(16)}",
        link_key=secrets.token_hex(32),
        address_key=secrets.token_hex(32),
    )
    _write_private(path, keys)
    return keys


def write_addresses(folder: Path, addresses: LocalAddresses) -> None:
    """The database's address may hold a password."""
    path = folder / ADDRESSES
    path.unlink(missing_ok=True)
    _write_private(path, addresses)


def read_addresses(folder: Path) -> LocalAddresses | None:
    """None where nothing was ever started."""
    path = folder / ADDRESSES
    return LocalAddresses.model_validate_json(path.read_text()) if path.exists() else None


def _write_private(path: Path, content: BaseModel) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(content.model_dump_json(indent=2) + "\n")
