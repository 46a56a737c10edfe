"""Says of a webhook whose key is not set that it is not there."""

import logging

from pydantic import SecretStr

from starter.http.problems import Problem

_log = logging.getLogger(__name__)


def not_set_up(setting: str) -> Problem:
    """Never taken without a check: whoever knows the address could unsubscribe people, or keep them subscribed."""
    _log.warning("a webhook was refused: %s is not set, so its signature cannot be checked", setting)
    return Problem(404, f"this webhook is not set up here: {setting} is not set")


def needed(setting: str, value: SecretStr | str | None) -> str:
    """Raises Problem 404."""
    if value is None:
        raise not_set_up(setting)
    return value.get_secret_value() if isinstance(value, SecretStr) else value
