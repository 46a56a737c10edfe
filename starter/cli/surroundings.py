"""The settings of a command: of the environment, or of the local installation that `twostep run` started."""

import os
from pathlib import Path

import typer

from runtime.settings import Role, Settings, load_settings
from runtime.zones import use_packaged_zones
from starter.local_files import LocalAddresses, local_keys, read_addresses

_LOCAL = ("DATABASE_URL", "TEMPORAL_ADDRESS")


def client_settings(role: Role = "client") -> Settings:
    """Raises ConfigurationError. Says so where nothing is set and the local installation is taken."""
    local = reach_local()
    if local is None:
        return load_settings(role)
    return load_settings(role, {"DATABASE_URL": local.database_url, "MASTER_KEY": local_keys(_folder()).master_key})


def reach_local() -> LocalAddresses | None:
    """Point this process to the local installation, if there is one and nothing else is set."""
    use_packaged_zones()
    folder = _folder()
    if any(os.environ.get(name) for name in _LOCAL) or (local := read_addresses(folder)) is None:
        return None
    typer.echo(f"(the local Twostep in {folder}, since DATABASE_URL is not set)", err=True)
    os.environ["TEMPORAL_ADDRESS"] = local.temporal_address
    return local


def _folder() -> Path:
    return Path(os.environ.get("STATE_DIR") or ".twostep")
