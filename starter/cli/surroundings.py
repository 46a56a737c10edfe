"""The settings of a command: of the environment, or of the local installation that `twostep run` started."""

import os
from pathlib import Path

import typer

from runtime.settings import ConfigurationError, Role, Settings, load_settings
from runtime.zones import use_packaged_zones
from starter.local.files import LocalAddresses, local_keys, read_addresses
from starter.local.settings import local_settings
from starter.local.stand_in_settings import at_stand_in


def client_settings(role: Role = "client") -> Settings:
    """Raises ConfigurationError. Says so where nothing is set and the local installation is taken."""
    local = reach_local()
    if local is None:
        return _of_the_environment(role)
    keys = local_keys(_folder())
    local_values = {
        "DATABASE_URL": local.database_url,
        "MASTER_KEY": keys.master_key,
        "CODEC_TOKEN": keys.codec_token,
        "ADDRESS_KEY": keys.address_key,
    }
    if local.lookups:
        local_values["LOOKUPS"] = ",".join(f"{name}={path}" for name, path in local.lookups.items())
    return load_settings(role, local_values)


def sending_settings() -> Settings:
    """All that is needed to send: of the environment, or of `twostep run`. Raises ConfigurationError."""
    local = reach_local()
    if local is None:
        return _of_the_environment("worker")
    settings = local_settings()
    if local.sendgrid_base_url is None:
        return settings
    return at_stand_in(settings, local.sendgrid_base_url)


def api_settings() -> Settings:
    """All that the HTTP doors need: of the environment, or of `twostep run`. Raises ConfigurationError."""
    return _of_the_environment("api") if reach_local() is None else local_settings("api")


def journeys_folder(named: Path | None) -> Path:
    """What was named, or else JOURNEYS_DIR, read alone: who looks at a folder needs no other setting."""
    default: Path = Settings.model_fields["journeys_dir"].get_default()
    return named or Path(os.environ.get("JOURNEYS_DIR") or default)


def reach_local() -> LocalAddresses | None:
    """Point this process to the local installation, if there is one and nothing else is set."""
    use_packaged_zones()
    folder = _folder()
    local = read_addresses(folder)
    named = os.environ.get("TEMPORAL_ADDRESS")
    if local is None or os.environ.get("DATABASE_URL") or named not in (None, "", local.temporal_address):
        return None
    if not named:  # set: this process was pointed there already, or somebody names the same server
        typer.echo(f"(the local Twostep in {folder}, since DATABASE_URL is not set)", err=True)
        os.environ["TEMPORAL_ADDRESS"] = local.temporal_address
    return local


def _of_the_environment(role: Role) -> Settings:
    """Raises ConfigurationError, telling of the other way too: `twostep run` may run, and this be another folder."""
    try:
        return load_settings(role)
    except ConfigurationError as error:
        if os.environ.get("DATABASE_URL") or read_addresses(_folder()) is not None:
            raise
        raise ConfigurationError(
            f"{error}\nor take a local one: there is none in {str(_folder())!r}. `twostep run` starts one; "
            "where it runs already, set STATE_DIR to the folder that it says everything is kept in"
        ) from None


def _folder() -> Path:
    return Path(os.environ.get("STATE_DIR") or ".twostep")
