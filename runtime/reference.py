"""Writes docs/configuration.md from the settings themselves."""

import types
import typing
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from runtime.providers import NEEDED_BY_ADAPTER, TASK_SECRETS
from runtime.settings import NEEDED, Settings

PLACE = Path(__file__).parents[1] / "docs" / "configuration.md"

HEAD = """\
# Configuration

Written by `make configuration` from `runtime/settings.py`; edit the descriptions there.

Settings are environment variables. What is missing or invalid stops the start with one error that lists all
of it. Secrets are never printed or logged. An empty variable counts as not set.

| variable | needed by | default | what it is for |
|---|---|---|---|
"""

TAIL = """
## Temporal

Where Temporal is and how to get in is read by the Temporal SDK itself, from its environment variables or from
the file that the `temporal` command line uses:

| variable | default | what it is for |
|---|---|---|
| `TEMPORAL_ADDRESS` | `localhost:7233` | host and port of the Temporal server |
| `TEMPORAL_NAMESPACE` | `default` | namespace |
| `TEMPORAL_API_KEY` | – | API key (a secret); switches TLS on |
| `TEMPORAL_TLS` | off without an API key | `true`: use TLS |
| `TEMPORAL_TLS_SERVER_CA_CERT_PATH` | the system's | certificate authority of the server |
| `TEMPORAL_TLS_CLIENT_CERT_PATH` | – | client certificate, for mutual TLS |
| `TEMPORAL_TLS_CLIENT_KEY_PATH` | – | its key |
| `TEMPORAL_TLS_SERVER_NAME` | from the address | name expected in the server's certificate |
| `TEMPORAL_CONFIG_FILE` | `temporalio/temporal.toml` in the user's configuration folder | file of profiles |
| `TEMPORAL_PROFILE` | `default` | profile in that file |
"""


def configuration_page() -> str:
    """The whole page, as it must stand in docs/."""
    rows = [_row(name, field) for name, field in Settings.model_fields.items()]
    return HEAD + "".join(rows) + TAIL


def _row(name: str, field: FieldInfo) -> str:
    what = f"{field.description} (a secret)" if _is_secret(field) else field.description
    return f"| `{name.upper()}` | {_needed_by(name, field)} | {_default(field)} | {what} |\n"


def _needed_by(name: str, field: FieldInfo) -> str:
    if field.is_required():
        return "everything"
    if name in NEEDED["client"]:
        return "workers and clients"
    if name in NEEDED["codec"]:
        return "the codec server"
    if name in NEEDED["worker"]:
        return "workers and the HTTP doors"
    if name in TASK_SECRETS:
        return "the adapter `tasks`, one of the two for each channel"
    return next((f"the adapter `{one}`" for one, names in NEEDED_BY_ADAPTER.items() if name in names), "–")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "–"
    match field.get_default(call_default_factory=True):
        case None:
            return "–"
        case bool(value):
            return f"`{str(value).lower()}`"
        case frozenset() as empty if not empty:
            return "nobody"
        case dict() as empty if not empty:
            return "none"
        case dict() as pairs:
            return "`" + ",".join(f"{name}={said}" for name, said in pairs.items()) + "`"
        case value:
            return f"`{value}`"


def _is_secret(field: FieldInfo) -> bool:
    return SecretStr in _parts(field.annotation)


def _parts(annotation: object) -> set[object]:
    origin = typing.get_origin(annotation)
    if origin is None:
        return {annotation}
    inner = typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType, dict):
        return set().union(*(_parts(part) for part in inner))
    return _parts(inner[0])


if __name__ == "__main__":
    PLACE.write_text(configuration_page())
