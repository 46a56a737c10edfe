"""Words about consent, short to write."""

from typing import Any

from engine.contracts.inputs import ConsentChange


def change(status: str, **scope: Any) -> ConsentChange:
    return ConsentChange.model_validate({"status": status, **scope})
