"""Quiet hours from nine to eight, and what was looked at because of them."""

from typing import Any

from engine.contracts.journal import RuleLook
from tests.engine.books import Books, message
from tests.engine.lives import Life
from tests.engine.policy.records import decisions

NIGHT: dict[str, Any] = {"name": "nights", "channels": ["email"], "from": "21:00", "to": "08:00"}
# T0 is Tuesday 2026-04-14 08:00 UTC; a customer without a zone is in the organisation's, UTC unless said otherwise.


def books(*rules: dict[str, Any], purpose: str = "lifecycle", expires: str = "7d", **policy: Any) -> Books:
    hello = message("hello", purpose=purpose, expires=expires)
    return Books(messages=(hello,), policy={"quiet_hours": list(rules), **policy})


def look(she: Life, name: str = "nights") -> RuleLook:
    """Of the last decision."""
    (found,) = [one for one in decisions(she)[-1].rules if one.name == name]
    return found


SPREAD = {**NIGHT, "spread": "20m"}
