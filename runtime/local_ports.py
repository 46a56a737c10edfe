"""Where on this machine a local installation listens."""

import socket
from dataclasses import dataclass

from runtime.exit import StartError

HOST = "127.0.0.1"


class DevServerError(StartError):
    """The local Temporal server cannot be started; the text says why and what to do."""


@dataclass(frozen=True)
class Ports:
    """Where it listens; `settings` name the variables by which a user moves them."""

    server: int
    ui: int
    settings: tuple[str, str] = ("TEMPORAL_PORT", "TEMPORAL_UI_PORT")


def check_port(port: int, setting: str) -> None:
    """Raises DevServerError when something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DevServerError(
                f"port {port} is taken ({error.strerror}): stop what listens there (perhaps an earlier "
                f"`twostep run`), or set {setting} to a free port; "
                "a second installation needs a STATE_DIR of its own too"
            ) from error
