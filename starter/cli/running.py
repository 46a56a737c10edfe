"""`run`: everything in one terminal."""

from runtime.logs import set_up_logging
from runtime.zones import use_packaged_zones
from starter.cli.app import out
from starter.cli.words import perform
from starter.local.run import run_local
from starter.local.settings import local_settings


def run() -> None:
    """Start Temporal, HTTP doors, stand-ins of all providers and a worker here; Ctrl-C stops all of it."""
    use_packaged_zones()
    set_up_logging(local_settings())
    perform(run_local(out()))
