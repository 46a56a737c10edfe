"""Reads what a message is rendered with out of a file: a customer, the facts of a run, an event."""

from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from catalogue.faults import did_you_mean
from catalogue.yaml_file import YamlFaults, read_yaml
from engine.contracts.facts import Facts
from engine.localtime.zones import zones_of
from starter.errors import InputRefused

_GROUPS = tuple(Facts.model_fields)


def read_facts(file: Path) -> Facts:
    """JSON or YAML: `customer:`, `run:`, `event:`, `decided_at:` and `zone:` if they matter. Raises InputRefused."""
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
            raise InputRefused(f"{file}: {name!r} is none of {', '.join(_GROUPS)}: {fix}")
    try:
        return Facts.model_validate({name: value for name, value in data.items() if value is not None})
    except ValidationError as error:
        told = "; ".join(f"{detail['loc'][0]}: {detail['msg']}" for detail in error.errors())
        raise InputRefused(f"{file}: {told}") from None


def as_decided(facts: Facts, now: datetime, zone: str) -> Facts:
    """With what a decision would add where the file does not say it: the instant, and the customer's zone or `zone`."""
    known = zones_of(facts.customer).main or zone
    return facts.model_copy(update={"decided_at": facts.decided_at or now, "zone": facts.zone or known})
