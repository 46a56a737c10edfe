"""The settings of `twostep run`: the environment's, and development values for what it does not set."""

import os
from pathlib import Path

from runtime.local_ports import HOST, Ports, check_port
from runtime.settings import Role, Settings, load_settings
from starter.local.files import LocalKeys, local_keys
from starter.local.stand_in_settings import stand_in_values

SHIPPED_LOOKUPS = "nearest_store=lookups.nearest_store:NearestStore,city_guide=lookups.city_guide:CityGuide"


def names_journeys() -> bool:
    """Whether the environment names a journeys folder; the default one counts only where nothing was published."""
    return bool(os.environ.get("JOURNEYS_DIR"))


def local_settings(role: Role = "worker") -> Settings:
    """Raises ConfigurationError; with a mail provider of one's own its key and sender have to be set too."""
    client = load_settings("ledger", _database(_folder()))
    folder = client.state_dir
    folder.mkdir(parents=True, exist_ok=True)
    keys = local_keys(folder)
    ours = _always(client, keys) | stand_in_values(client, keys) | _look_ups(client)
    return load_settings(role, _database(folder) | ours)


def check_ports(settings: Settings) -> Ports:
    """All of them before anything starts. Raises DevServerError naming the setting."""
    ports = Ports(settings.temporal_port, settings.temporal_ui_port)
    check_port(ports.server, "TEMPORAL_PORT")
    check_port(ports.ui, "TEMPORAL_UI_PORT")
    check_port(settings.codec_port, "CODEC_PORT")
    check_port(settings.api_port, "API_PORT")
    check_port(settings.standin_port, "STANDIN_PORT")
    return ports


def _folder() -> Path:
    return Path(os.environ.get("STATE_DIR") or ".twostep")


def _database(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder.resolve() / 'ledger.db'}"}


def _always(settings: Settings, keys: LocalKeys) -> dict[str, str]:
    return {
        "MASTER_KEY": keys.master_key,
        "CODEC_TOKEN": keys.codec_token,
        "CODEC_ORIGIN": f"http://{HOST}:{settings.temporal_ui_port}",
        "LINK_KEY": keys.link_key,
        "ADDRESS_KEY": keys.address_key,
        "PUBLIC_URL": f"http://{HOST}:{settings.api_port}",
    }


def _look_ups(settings: Settings) -> dict[str, str]:
    """Those that are shipped, where the journeys folder has lists for them."""
    return {"LOOKUPS": SHIPPED_LOOKUPS} if (settings.journeys_dir / "places").is_dir() else {}
