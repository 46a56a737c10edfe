"""Sets up logging: one line per record on standard error, and no secret in any of them."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO

from pydantic import SecretStr

from runtime.settings import Settings

QUIET = ("python_http_client", "aiohttp.access", "urllib3", "alembic", "sqlalchemy", "opentelemetry", "uvicorn.error")
"""These log below WARNING what a log should not have: requests with recipients, rows, or every request."""

MASK = "**********"

_PASSWORD = re.compile(r"://[^:/@]*:([^@]+)@")
_SHORTEST = 6
"""letters of a part that is masked by itself: fewer would mask half of every line"""


class MaskingFormatter(logging.Formatter):
    """Formats a record with its traceback and masks every secret in the result."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        # Longest first: a secret that contains another is masked whole.
        self._secrets = sorted((secret for secret in secrets if secret), key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, MASK)
        return line


def set_up_logging(settings: Settings, stream: TextIO | None = None) -> None:
    """Log to `stream` (standard error) from the level of the settings on; replaces an earlier set-up."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(MaskingFormatter(_secrets(settings)))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _secrets(settings: Settings) -> set[str]:
    """Each whole, each of several that stand in one setting, and the password of a URL."""
    whole = {value.get_secret_value() for name in Settings.model_fields for value in _inside(getattr(settings, name))}
    parts = {part.strip() for value in whole for part in value.split(",")}
    passwords = {found.group(1) for value in whole if (found := _PASSWORD.search(value)) is not None}
    return whole | {part for part in parts | passwords if len(part) >= _SHORTEST}


def _inside(value: object) -> Iterable[SecretStr]:
    """A setting may be a secret, or have one by channel."""
    values = value.values() if isinstance(value, dict) else (value,)
    return (one for one in values if isinstance(one, SecretStr))
