"""Reads what a message is rendered with out of a file: a customer, the facts of a run, an event."""

from pathlib import Path

from pydantic import ValidationError

from catalogue.faults import did_you_mean
from catalogue.yaml_file import YamlFaults, read_yaml
from engine.contracts.commands import Facts
from starter.errors import InputRefused

_GROUPS = tuple(Facts.model_fields)


def read_facts(file: Path) -> Facts:
    """JSON or YAML with `customer:`, `run:`, `event:`. Raises InputRefused."""
    try:
        data = read_yaml(file.read_bytes().decode("utf-8-sig"), str(file)).data
    except YamlFaults as faults:
        raise InputRefused(str(faults)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputRefused(f"{file} cannot be read as text: {error}") from None
    if not isinstance(data, dict):
        raise InputRefused(f"{file} does not say what the message is rendered with: write `customer:` and what she has")
    for name in data:
        if name not in _GROUPS:
            fix = did_you_mean(name, _GROUPS, "put it under one of these")
            raise InputRefused(f"{file}: {name!r} is none of customer, run, event: {fix}")
    try:
        return Facts.model_validate({name: value for name, value in data.items() if value is not None})
    except ValidationError as error:
        places = ", ".join(str(detail["loc"][0]) for detail in error.errors())
        raise InputRefused(f"{file}: write names with values under {places}") from None
